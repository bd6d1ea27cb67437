import { describe, expect, it } from 'vitest';

import { EXPORT_FLAG, FLAGS, NOTIFY_FLAG } from '../../fixtures/flags';
import {
	CRON_QUEUE,
	EXPORT_QUEUE,
	NOTIFY_QUEUE,
	queue,
} from '../../fixtures/queues';
import { switchOf } from './queue-screen';
import { byTrouble, isInTrouble } from './trouble';

describe( 'queues', () => {
	it( 'come by trouble: late, unreadable, paused, then the rest', () => {
		const sorted = [ queue(), EXPORT_QUEUE, CRON_QUEUE, NOTIFY_QUEUE ].sort(
			byTrouble
		);
		expect( sorted.map( ( { state } ) => state ) ).toEqual( [
			'late',
			'unavailable',
			'paused',
			'running',
		] );
	} );

	it( 'are in trouble when they cannot be read', () => {
		expect( isInTrouble( CRON_QUEUE ) ).toBe( true );
		expect( isInTrouble( queue() ) ).toBe( false );
	} );

	it( 'are paused by the switch of their group, which WP-Cron events lack', () => {
		expect( switchOf( NOTIFY_QUEUE, FLAGS ) ).toBe( NOTIFY_FLAG );
		expect( switchOf( EXPORT_QUEUE, FLAGS ) ).toBe( EXPORT_FLAG );
		expect( switchOf( CRON_QUEUE, FLAGS ) ).toBeUndefined();
	} );
} );
