import type { Flag } from '../../bridge/types';

export interface FlagGroup {
	flag: string;
	title: string;
	description: string;
	/** One a scope, in the server's order. */
	switches: Flag[];
}

/** Switches of one flag share its title and description. */
export function groupFlags( flags: Flag[] ): FlagGroup[] {
	const groups = new Map< string, FlagGroup >();
	for ( const flag of flags ) {
		const group = groups.get( flag.flag );
		if ( group ) {
			group.switches.push( flag );
		} else {
			groups.set( flag.flag, {
				flag: flag.flag,
				title: flag.title,
				description: flag.description,
				switches: [ flag ],
			} );
		}
	}
	return [ ...groups.values() ];
}
