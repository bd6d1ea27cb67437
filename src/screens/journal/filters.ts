import { addQueryArgs } from '@wordpress/url';

import { JOURNAL_KINDS, type JournalQuery } from '../../bridge/api';

const NAMES = [ 'kind', 'actor', 'flag', 'subject', 'from', 'to' ] as const;

export type FilterName = ( typeof NAMES )[ number ];
export type Filters = Partial< Record< FilterName, string > >;

const PATTERNS: Readonly< Record< FilterName, RegExp > > = {
	kind: new RegExp( `^(${ JOURNAL_KINDS.join( '|' ) })$` ),
	actor: /^(user|cli|cron|run|schedule|system)(:\d{1,15})?$/,
	flag: /^[a-z_]{1,32}$/,
	subject: /^[a-z_]{1,32}(:[\w/.-]{1,158})?$/,
	from: /^\d{4}-\d{2}-\d{2}$/,
	to: /^\d{4}-\d{2}-\d{2}$/,
};

/** What is typed may not fit yet; the server is asked only for what does. */
export function fits( name: FilterName, value: string ): boolean {
	return PATTERNS[ name ].test( value );
}

export function filtersOf( search: string ): Filters {
	const query = new URLSearchParams( search );
	const filters: Filters = {};
	for ( const name of NAMES ) {
		const value = query.get( name );
		if ( value !== null && fits( name, value ) ) {
			filters[ name ] = value;
		}
	}
	return filters;
}

/** The address with these filters, so that it can be sent to somebody. */
export function searchWith( search: string, filters: Filters ): string {
	const page = new URLSearchParams( search ).get( 'page' );
	return addQueryArgs( '', {
		...( page !== null && { page } ),
		tab: 'journal',
		...Object.fromEntries(
			Object.entries( filters ).filter( ( [ , value ] ) => value !== '' )
		),
	} );
}

/** A day of the site begins at its midnight, which is not that of UTC. */
function midnight( day: string, offset_minutes: number, days: number ): string {
	return new Date(
		Date.parse( `${ day }T00:00:00Z` ) +
			days * 86_400_000 -
			offset_minutes * 60_000
	).toISOString();
}

export function queryOf(
	filters: Filters,
	offset_minutes: number,
	cursor: string | null
): JournalQuery {
	const { from, to, ...plain } = filters;
	return {
		...plain,
		...( from !== undefined && {
			from: midnight( from, offset_minutes, 0 ),
		} ),
		// Up to the end of that day.
		...( to !== undefined && { to: midnight( to, offset_minutes, 1 ) } ),
		...( cursor !== null && { cursor } ),
	};
}
