import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Site } from '../../bridge/types';
import { ago } from '../../fixtures/health';
import { SITE, SUPPORT_SITE } from '../../fixtures/overview';
import { renderPart } from '../../fixtures/render';
import {
	apiError,
	fail,
	fakeServer,
	reply,
	type FakeServer,
} from '../../fixtures/server';
import { settings, settingsPreview } from '../../fixtures/settings';
import { SettingsScreen } from './settings-screen';

function serve( more: Parameters< typeof fakeServer >[ 0 ] = {} ): FakeServer {
	return fakeServer( {
		'GET /settings': reply( settings() ),
		'POST /settings/preview': reply( settingsPreview() ),
		...more,
	} );
}

function show( focus: string | null = null, site: Site = SITE ) {
	const view = renderPart( <SettingsScreen focus={ focus } />, site );
	return { ...userEvent.setup(), view };
}

const forms = () => screen.findByLabelText( 'Forms' );
const review = () => screen.getByRole( 'button', { name: 'Review and save…' } );
const isInert = ( element: HTMLElement ) =>
	element.getAttribute( 'aria-disabled' ) === 'true';
const dialog = () => within( screen.getByRole( 'dialog' ) );

async function typeForms( text: string ) {
	const user = show();
	await user.clear( await forms() );
	await user.type( await forms(), text );
	await user.click( review() );
	return user;
}

describe( 'settings', () => {
	it( 'show what counts and where it comes from, and offer the way back', async () => {
		serve();
		const user = show();
		expect( await forms() ).toHaveProperty( 'value', '150\n160' );
		expect( screen.getByText( /Default: 150/ ) ).toBeTruthy();
		await user.click(
			screen.getByRole( 'button', { name: /Back to the default/ } )
		);
		expect( await forms() ).toHaveProperty( 'value', '150' );
		expect( isInert( review() ) ).toBe( false );
	} );

	it( 'show their effect on the flags before anything is saved, and need a reason', async () => {
		const server = serve( {
			'PUT /settings': reply( settings( { revision: 4 } ) ),
		} );
		const user = await typeForms( '۱۵۰{Enter}170' );
		expect( await dialog().findByText( /Form 160 leaves/ ) ).toBeTruthy();
		const save = dialog().getByRole( 'button', { name: 'Save settings' } );
		expect( isInert( save ) ).toBe( true );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			' the summer school '
		);
		server.on( 'GET /settings', reply( settings( { revision: 4 } ) ) );
		await user.click( save );
		expect(
			await screen.findByText( 'Saved as revision 4.', {
				selector: '.smartalloc-ops__mark span',
			} )
		).toBeTruthy();
		expect(
			server.calls.find( ( { method } ) => method === 'PUT' )?.data
		).toEqual( {
			values: { forms: [ '150', '170' ] },
			revision: 3,
			reason: 'the summer school',
		} );
	} );

	it( 'say at the field what is wrong with it, and open no review', async () => {
		serve( {
			'POST /settings/preview': fail(
				apiError( 400, 'Forms: Give the numbers of forms.', {
					field: 'forms',
					fields: { forms: 'Forms: Give the numbers of forms.' },
				} )
			),
		} );
		await typeForms( 'Sabt' );
		await waitFor( async () =>
			expect( ( await forms() ).getAttribute( 'aria-invalid' ) ).toBe(
				'true'
			)
		);
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
	} );

	it( 'are not saved against a refusal, which names the way forward', async () => {
		serve( {
			'POST /settings/preview': reply(
				settingsPreview( {
					refusals: [
						{
							code: 'flag_is_set',
							message:
								'Scheduling is off and holds 4. Put it back first.',
							action: {
								kind: 'command',
								label: 'Put it back',
								target: 'wp smartalloc-ops flags set scheduling on',
							},
						},
					],
				} )
			),
		} );
		const user = await typeForms( '150' );
		await dialog().findByText( /Put it back first/ );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			'because'
		);
		expect(
			isInert( dialog().getByRole( 'button', { name: 'Save settings' } ) )
		).toBe( true );
	} );

	it( 'show who was faster in a lost race, and ask again', async () => {
		const theirs = settings( {
			revision: 4,
			reason: 'Form 180 is new',
			actor: { kind: 'user', id: 5, name: 'maryam' },
		} );
		const server = serve( {
			'PUT /settings': fail(
				apiError( 409, 'The settings were changed meanwhile.', {
					settings: theirs,
				} )
			),
		} );
		const user = await typeForms( '150' );
		await user.type(
			dialog().getByLabelText( 'Reason (required)' ),
			'because'
		);
		server.on( 'GET /settings', reply( theirs ) );
		await user.click(
			dialog().getByRole( 'button', { name: 'Save settings' } )
		);
		expect( await dialog().findByText( 'maryam' ) ).toBeTruthy();
		expect( dialog().getByText( 'Form 180 is new' ) ).toBeTruthy();
		await user.click(
			dialog().getByRole( 'button', { name: 'Decide again' } )
		);
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( await forms() ).toHaveProperty( 'value', '150' );
	} );

	it( 'keep what was typed in one section while another is looked at', async () => {
		serve();
		const user = show();
		await user.type( await forms(), '{Enter}170' );
		user.view.update( <SettingsScreen focus="minimums" /> );
		expect( await screen.findByLabelText( 'PHP' ) ).toBeTruthy();
		expect( isInert( review() ) ).toBe( false );
		user.view.update( <SettingsScreen focus={ null } /> );
		expect( await forms() ).toHaveProperty( 'value', '150\n160\n170' );
	} );

	it( 'are visible but disabled for those who may not change them, and hide the addresses', async () => {
		serve( {
			'GET /settings': reply(
				settings( {
					values: { ...settings().values, recipients: null },
				} )
			),
		} );
		show( null, SUPPORT_SITE );
		expect( await forms() ).toHaveProperty( 'disabled', true );
		expect( isInert( review() ) ).toBe( true );
	} );

	it( 'show no addresses to support', async () => {
		serve( {
			'GET /settings': reply(
				settings( {
					values: { ...settings().values, recipients: null },
				} )
			),
		} );
		show( 'recipients', SUPPORT_SITE );
		expect(
			await screen.findByText( /shown only to those who may change/ )
		).toBeTruthy();
	} );

	it( 'leave to wp-config.php what it lays down', async () => {
		serve();
		show( 'retention' );
		expect(
			await screen.findByLabelText(
				'Keep the data when the plugin is deleted'
			)
		).toHaveProperty( 'disabled', true );
		expect( screen.getByText( /SMARTALLOC_OPS_CONFIG/ ) ).toBeTruthy();
	} );

	it( 'say of each signal where it comes from and what to paste to connect it', async () => {
		serve( {
			'GET /coverage': reply( {
				generated_at: ago( 0 ),
				items: [
					{
						signal: 'smartalloc_export_finished',
						label: 'An export finished',
						kind: 'action',
						state: 'not_connected',
						remedy: 'Nothing is here to derive it from.',
						snippet:
							"do_action( 'smartalloc_export_finished', [] );",
						first_seen_at: null,
						last_seen_at: null,
						hours_seen: null,
					},
					{
						signal: 'smartalloc_form_submission',
						label: 'A form was submitted',
						kind: 'action',
						state: 'by_hook',
						remedy: '',
						snippet: '',
						first_seen_at: ago( 90_000 ),
						last_seen_at: ago( 600 ),
						hours_seen: 12,
					},
				],
			} ),
		} );
		show( 'coverage' );
		expect( await screen.findByText( 'Not connected' ) ).toBeTruthy();
		expect(
			screen.getByText( "do_action( 'smartalloc_export_finished', [] );" )
		).toBeTruthy();
		expect( screen.getByText( /noted in 12 hours/ ) ).toBeTruthy();
	} );
} );
