import { expect } from '@playwright/test';
import { try_wp, wp, wp_file, wp_json } from './wp';

/** On a busy machine a queue run takes its time. */
const PATIENCE_MS = 40_000;

interface SinkRow {
	readonly kind: string;
	readonly key: string;
	readonly count: number;
}

function is_sink_row( value: unknown ): value is SinkRow {
	return (
		typeof value === 'object' &&
		value !== null &&
		'kind' in value &&
		typeof value.kind === 'string' &&
		'key' in value &&
		typeof value.key === 'string' &&
		'count' in value &&
		typeof value.count === 'number'
	);
}

/** What has arrived for one entry, however often: `mail notify` to 1, say. */
export type Effects = Readonly< Record< string, number > >;

/** The whole of what one registration leads to, each exactly once. */
export const EACH_ONCE: Effects = {
	'run allocate': 1,
	'run notify': 1,
	'run webhook': 1,
	'mail gf': 1,
	'mail notify': 1,
	'webhook webhook': 1,
};

async function stilled(): Promise< boolean > {
	const state = await wp_json( 'option', 'get', 'smartalloc_double_demo' );
	return (
		typeof state === 'object' &&
		state !== null &&
		'prune_at' in state &&
		state.prune_at !== 0
	);
}

/** The demo's ticker goes on running the queue, but sends no registration of its own. */
export async function still_the_demo(): Promise< void > {
	await reset_site();
	// A beat that began before may still be at work; the next one leaves its mark.
	await expect.poll( stilled, { timeout: PATIENCE_MS } ).toBe( true );
}

export async function reset_site(): Promise< void > {
	if ( ( await wp_file( 'reset.php' ) ) === 'again' ) {
		await wp_file( 'reset.php' );
	}
}

/** Registrations through the form; gives their entry ids. */
export async function submit( count: number ): Promise< number[] > {
	const printed = await wp(
		'smartalloc-double',
		'submit',
		`--count=${ count }`
	);
	return printed.split( '\n' ).map( Number );
}

export async function effects_of( entry: number ): Promise< Effects > {
	const rows = await wp_json( 'smartalloc-double', 'sink' );
	const found = ( Array.isArray( rows ) ? rows : [] )
		.filter( is_sink_row )
		.flatMap( ( { kind, key, count } ) => {
			const parts = key.split( ':' );
			// A mail of a form is "gf:<form>:<entry>:...", all others are "<what>:<entry>...".
			const id = parts[ 0 ] === 'gf' ? parts[ 2 ] : parts[ 1 ];
			return id === String( entry )
				? [ [ `${ kind } ${ parts[ 0 ] }`, count ] as const ]
				: [];
		} );
	return Object.fromEntries( found );
}

/** What a runner and our tick would do next, done now. */
export async function run_queues(): Promise< void > {
	await wp( 'cron', 'event', 'run', 'smartalloc_ops_tick' );
	await wp( 'action-scheduler', 'run' );
}

/** Runs the queues until the effects of each entry are these. */
export async function expect_effects(
	entries: readonly number[],
	expected: Effects
): Promise< void > {
	await expect
		.poll(
			async () => {
				await run_queues();
				return Promise.all( entries.map( effects_of ) );
			},
			{ timeout: PATIENCE_MS }
		)
		.toEqual( entries.map( () => expected ) );
}

export interface Flag {
	readonly flag: string;
	readonly scope: string;
	readonly value: string;
	readonly revision: number;
}

function is_flag( value: unknown ): value is Flag {
	return (
		typeof value === 'object' &&
		value !== null &&
		'flag' in value &&
		typeof value.flag === 'string' &&
		'scope' in value &&
		typeof value.scope === 'string' &&
		'value' in value &&
		typeof value.value === 'string' &&
		'revision' in value &&
		typeof value.revision === 'number'
	);
}

/** Every switch that stands at something else than its default, as `flag/scope=value`. */
export async function set_flags(): Promise< string[] > {
	const flags = await wp_json( 'smartalloc-ops', 'flags', 'list' );
	return ( Array.isArray( flags ) ? flags : [] )
		.filter( is_flag )
		.filter(
			( { value } ) =>
				! [ 'on', 'action_scheduler', 'normal' ].includes( value )
		)
		.map( ( { flag, scope, value } ) => `${ flag }/${ scope }=${ value }` );
}

/** Everything that is stored of switches, runs and held work: what nobody may change unseen. */
export function stored_state(): Promise< string > {
	return wp(
		'eval',
		`global $wpdb;
		foreach ( [ 'flag_revisions', 'work', 'runs', 'run_steps' ] as $table ) {
			echo $table, wp_json_encode( $wpdb->get_results( $wpdb->prepare( 'SELECT * FROM %i', $wpdb->prefix . 'smartalloc_ops_' . $table ) ) );
		}`
	);
}

/** A lease outlives a killed worker by half a minute: its time is over now. */
export async function let_leases_expire(): Promise< void > {
	await wp(
		'eval',
		`global $wpdb;
		foreach ( [ 'work', 'runs' ] as $table ) {
			$wpdb->query( $wpdb->prepare( 'UPDATE %i SET lease_until = 1 WHERE lease_until IS NOT NULL', $wpdb->prefix . 'smartalloc_ops_' . $table ) );
		}`
	);
}

/** Runs a command of ours that is really killed at a named instant. */
export async function expect_killed_at(
	crash_point: string,
	...args: readonly string[]
): Promise< void > {
	const ended = await try_wp( [ 'smartalloc-ops', ...args ], {
		SMARTALLOC_OPS_CRASH_AT: crash_point,
	} );
	expect( ended.signal, ended.stdout + ended.stderr ).toBe( 'SIGKILL' );
}
