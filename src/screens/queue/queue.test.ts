import { describe, expect, it } from 'vitest';

import { EXPORT_FLAG, flag, FLAGS, NOTIFY_FLAG } from '../../fixtures/flags';
import {
	CRON_QUEUE,
	EXPORT_QUEUE,
	FEED_QUEUE,
	NOTIFY_QUEUE,
	queue,
	UPGRADE_QUEUE,
} from '../../fixtures/queues';
import { switchOf } from './queue-screen';
import { byTrouble, isInTrouble } from './trouble';

describe( 'queues', () => {
	it( 'come by trouble: late, unreadable, paused, then the rest', () => {
		const waiting = queue( { id: 'as:held', state: 'not_loaded' } );
		const sorted = [
			queue(),
			EXPORT_QUEUE,
			waiting,
			CRON_QUEUE,
			NOTIFY_QUEUE,
		].sort( byTrouble );
		expect( sorted.map( ( { state } ) => state ) ).toEqual( [
			'late',
			'unavailable',
			'not_loaded',
			'paused',
			'running',
		] );
	} );

	it( 'are in trouble when they cannot be read', () => {
		expect( isInTrouble( CRON_QUEUE ) ).toBe( true );
		expect( isInTrouble( queue() ) ).toBe( false );
	} );

	it( 'are paused by the switch of their group, their event or their processor', () => {
		const event = flag( { ...EXPORT_FLAG, scope: CRON_QUEUE.id } );
		const feeds = flag( { ...EXPORT_FLAG, scope: FEED_QUEUE.id } );
		const all = [ ...FLAGS, event, feeds ];
		expect( switchOf( NOTIFY_QUEUE, all ) ).toBe( NOTIFY_FLAG );
		expect( switchOf( EXPORT_QUEUE, all ) ).toBe( EXPORT_FLAG );
		expect( switchOf( CRON_QUEUE, all ) ).toBe( event );
		expect( switchOf( FEED_QUEUE, all ) ).toBe( feeds );
		expect( switchOf( UPGRADE_QUEUE, all ) ).toBeUndefined();
	} );

	it( 'are resumed by the flag that holds them', () => {
		const held = queue( {
			...CRON_QUEUE,
			paused: {
				flag: 'comms',
				scope: '',
				revision: 1,
				actor: null,
				since: null,
				reason: 'SMTP down',
			},
		} );
		expect( switchOf( held, FLAGS )?.flag ).toBe( 'comms' );
	} );
} );
