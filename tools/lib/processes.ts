import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { remember, stop_orphans } from './orphans';

export interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunOptions {
	readonly cwd?: string;
	readonly env?: Readonly< Record< string, string > >;
	/** Called with each piece of output as it comes. */
	readonly on_output?: ( chunk: Buffer ) => void;
	/** Stops the program, and all that it started, with code 124 after this long. */
	readonly timeout_ms?: number;
}

/** A program in its own process group, so that one signal reaches all that it starts. */
export interface Group {
	readonly pid: number;
	/** Resolves at the end of the first process of the group. */
	readonly ended: Promise< number >;
	has_ended: () => boolean;
	/** Asks the whole group to end, and kills what is left after the grace time. */
	stop: () => Promise< void >;
}

const GRACE_MS = 8_000;

const groups = new Set< Group >();

type CleanUp = () => void | Promise< void >;
const clean_ups: CleanUp[] = [];
let cleaning: Promise< void > | undefined;

/** Once the tool is ending nothing new is begun: whoever asks for it waits until the process is gone. */
function never(): Promise< never > {
	return new Promise( () => undefined );
}

function signal_group( pid: number, signal: NodeJS.Signals | 0 ): boolean {
	try {
		process.kill( -pid, signal );
		return true;
	} catch ( error ) {
		// ESRCH: nobody is left in the group, which is what was wanted.
		if (
			error instanceof Error &&
			'code' in error &&
			error.code === 'ESRCH'
		) {
			return false;
		}
		throw error;
	}
}

async function stop_group( pid: number ): Promise< void > {
	signal_group( pid, 'SIGTERM' );
	const killed_at = Date.now() + GRACE_MS;
	while ( signal_group( pid, 0 ) ) {
		if ( Date.now() > killed_at ) {
			signal_group( pid, 'SIGKILL' );
		}
		await pause( 25 );
	}
}

function as_group( child: ChildProcess, program: string ): Group {
	const pid = child.pid;
	if ( pid === undefined ) {
		throw new Error( `${ program } could not be started.` );
	}
	let over = false;
	const group: Group = {
		pid,
		ended: new Promise( ( resolve ) => {
			child.once( 'close', ( code ) => {
				over = true;
				resolve( code ?? 1 );
			} );
		} ),
		has_ended: () => over,
		stop: async () => {
			await stop_group( pid );
			groups.delete( group );
		},
	};
	groups.add( group );
	return group;
}

/** Starts a long-running program; its output goes to a log file. */
export async function start_group(
	program: string,
	args: readonly string[],
	log_file: string,
	options: Pick< RunOptions, 'cwd' | 'env' > = {}
): Promise< Group > {
	if ( cleaning !== undefined ) {
		return await never();
	}
	const log = openSync( log_file, 'a' );
	const child = spawn( program, args, {
		...( options.cwd === undefined ? {} : { cwd: options.cwd } ),
		env: { ...process.env, ...options.env },
		detached: true,
		stdio: [ 'ignore', log, log ],
	} );
	child.once( 'error', () => undefined );
	const group = as_group( child, program );
	void group.ended.then( remember( group.pid ) );
	return group;
}

/** Runs a program to its end. Code 127 when there is no such program. */
export async function run(
	program: string,
	args: readonly string[],
	options: RunOptions = {}
): Promise< Ended > {
	if ( cleaning !== undefined ) {
		return await never();
	}
	const child = spawn( program, args, {
		...( options.cwd === undefined ? {} : { cwd: options.cwd } ),
		env: { ...process.env, ...options.env },
		detached: true,
		stdio: [ 'ignore', 'pipe', 'pipe' ],
	} );
	const out: Buffer[] = [];
	const err: Buffer[] = [];
	child.stdout.on( 'data', ( chunk: Buffer ) => {
		out.push( chunk );
		options.on_output?.( chunk );
	} );
	child.stderr.on( 'data', ( chunk: Buffer ) => {
		err.push( chunk );
		options.on_output?.( chunk );
	} );
	if ( child.pid === undefined ) {
		return await new Promise( ( resolve ) => {
			child.once( 'error', ( error ) =>
				resolve( { code: 127, stdout: '', stderr: error.message } )
			);
		} );
	}
	const pid = child.pid;
	// What it left running would hold the pipes open, and a port or two.
	child.once( 'exit', () => signal_group( pid, 'SIGKILL' ) );
	const group = as_group( child, program );
	let timed_out = false;
	const timer =
		options.timeout_ms === undefined
			? undefined
			: setTimeout( () => {
					timed_out = true;
					void group.stop();
				}, options.timeout_ms );
	const code = await group.ended;
	clearTimeout( timer );
	groups.delete( group );
	if ( cleaning !== undefined ) {
		// It was stopped, not finished: its result means nothing.
		return await never();
	}
	return {
		code: timed_out ? 124 : code,
		stdout: Buffer.concat( out ).toString(),
		stderr: Buffer.concat( err ).toString(),
	};
}

/** Stops every group that is still running. */
export async function stop_all_groups(): Promise< void > {
	await Promise.all( [ ...groups ].map( ( group ) => group.stop() ) );
}

/** Registers work for the end of the tool, last registered first, also after a signal. */
export function at_end( clean_up: CleanUp ): void {
	clean_ups.push( clean_up );
}

/** Stops all programs, then runs what was registered. Safe to call twice. */
export function clean_up_all(): Promise< void > {
	cleaning ??= ( async () => {
		await stop_all_groups();
		for ( const clean_up of clean_ups.reverse() ) {
			await clean_up();
		}
	} )();
	return cleaning;
}

/** Ctrl-C, SIGTERM and a closed terminal end the tool only after everything it started. */
export function clean_up_on_signals(): void {
	stop_orphans();
	for ( const [ signal, code ] of [
		[ 'SIGINT', 130 ],
		[ 'SIGTERM', 143 ],
		[ 'SIGHUP', 129 ],
	] as const ) {
		process.on( signal, () => {
			void clean_up_all().finally( () => process.exit( code ) );
		} );
	}
}
