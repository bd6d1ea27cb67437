/**
 * What each command needs on the machine.
 *
 * @typedef {'php' | 'composer' | 'mariadb' | 'chromium' | 'prometheus' | 'web-server'} Need
 * @typedef {'start' | 'test' | 'build' | 'languages' | 'wp' | 'plugin-zip' | 'bench'} Command
 */

const COMMANDS = /** @type {const} */ ( [
	'start',
	'test',
	'build',
	'languages',
	'wp',
	'plugin-zip',
	'bench',
] );

/** @type {Record<string, Need[]>} */
const NEEDS_OF_STAGE = {
	types: [],
	eslint: [],
	stylelint: [],
	languages: [ 'php' ],
	phpstan: [ 'php', 'composer' ],
	phpcs: [ 'php', 'composer' ],
	layers: [ 'php', 'composer' ],
	vitest: [ 'php' ],
	phpunit: [ 'php', 'composer' ],
	unit: [ 'php', 'composer' ],
	integration: [ 'php', 'composer', 'mariadb', 'prometheus' ],
	'integration:mariadb': [ 'php', 'composer', 'mariadb', 'prometheus' ],
	'integration:sqlite': [ 'php', 'composer', 'prometheus' ],
	multisite: [ 'php', 'composer', 'mariadb' ],
	'multisite:mariadb': [ 'php', 'composer', 'mariadb' ],
	'multisite:sqlite': [ 'php', 'composer' ],
	e2e: [ 'php', 'composer', 'chromium' ],
	'e2e:console': [ 'php', 'composer', 'chromium' ],
	'e2e:subjects': [ 'php', 'composer', 'chromium' ],
	build: [],
	floor: [ 'php', 'composer' ],
	chaos: [ 'php', 'composer', 'mariadb', 'web-server' ],
};

/** @type {Need[]} */
const EVERYTHING = [ 'php', 'composer', 'mariadb', 'chromium', 'prometheus' ];

/**
 * @param {string} text
 * @return {text is Command} Whether it is one of ours.
 */
export function is_command( text ) {
	return COMMANDS.some( ( command ) => command === text );
}

/**
 * @param {Command}  command
 * @param {string[]} args
 * @return {Need[]} Without doubles.
 */
export function needs_of( command, args ) {
	switch ( command ) {
		case 'start':
		case 'wp':
			return [ 'php', 'composer' ];
		case 'build':
		case 'plugin-zip':
			return [];
		case 'languages':
			return [ 'php' ];
		case 'bench':
			return [ 'php', 'composer', 'mariadb' ];
		case 'test': {
			const stages = stage_names( args );
			return stages.length === 0
				? EVERYTHING
				: [
						...new Set(
							stages.flatMap(
								( stage ) => NEEDS_OF_STAGE[ stage ] ?? []
							)
						),
					];
		}
	}
}

/**
 * The stage names among the arguments: whatever is no option and no value of `--filter`.
 *
 * @param {string[]} args
 * @return {string[]} In the order given.
 */
export function stage_names( args ) {
	return args.filter(
		( arg, index ) =>
			! arg.startsWith( '-' ) && args[ index - 1 ] !== '--filter'
	);
}
