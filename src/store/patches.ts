import {
	isRunList,
	isWorkList,
	paths,
	type Path,
	type Resources,
} from '../bridge/api';
import type {
	Channel,
	Flag,
	Freeze,
	Health,
	Proposal,
	Run,
	Trigger,
	Verdict,
	WorkItem,
} from '../bridge/types';

type Slice = Partial< Resources >;

export function entry< P extends Path >(
	path: P,
	value: Resources[ P ]
): Slice {
	const entries: Slice = {};
	entries[ path ] = value;
	return entries;
}

function replaceBy< T >( items: T[], same: ( item: T ) => boolean, fresh: T ) {
	return items.map( ( item ) => ( same( item ) ? fresh : item ) );
}

/** Everywhere one flag is shown, its fresh state. */
export function withFlag( slice: Slice, flag: Flag ): Slice {
	const same = ( other: Flag ) =>
		other.flag === flag.flag && other.scope === flag.scope;
	const flags = slice[ paths.flags ];
	const overview = slice[ paths.overview ];
	return {
		...( flags && {
			[ paths.flags ]: { items: replaceBy( flags.items, same, flag ) },
		} ),
		...( overview && {
			[ paths.overview ]: {
				...overview,
				flags: replaceBy( overview.flags, same, flag ),
			},
		} ),
	};
}

export function withChannel( slice: Slice, channel: Channel ): Slice {
	const channels = slice[ paths.channels ];
	return channels
		? {
				[ paths.channels ]: {
					items: replaceBy(
						channels.items,
						( other ) => other.id === channel.id,
						channel
					),
				},
			}
		: {};
}

export function withFreeze( slice: Slice, freeze: Freeze ): Slice {
	const overview = slice[ paths.overview ];
	return {
		[ paths.freeze ]: freeze,
		...( overview && { [ paths.overview ]: { ...overview, freeze } } ),
	};
}

/** The run itself, and every place that shows or lists it. */
export function withRun( slice: Slice, run: Run ): Slice {
	const patch = entry( paths.run( run.id ), run );
	const active = run.active ? run : null;
	const overview = slice[ paths.overview ];
	const readiness = slice[ paths.readiness ];
	if ( overview && ( active || overview.active_run?.id === run.id ) ) {
		patch[ paths.overview ] = {
			...overview,
			active_run: active,
			last_run: run,
		};
	}
	if ( readiness && ( active || readiness.active?.id === run.id ) ) {
		patch[ paths.readiness ] = { ...readiness, active };
	}
	for ( const path of Object.keys( slice ).filter( isRunList ) ) {
		const list = slice[ path ];
		if ( list ) {
			patch[ path ] = {
				...list,
				items: replaceBy(
					list.items,
					( other ) => other.id === run.id,
					run
				),
			};
		}
	}
	return patch;
}

export function withWorkItem( slice: Slice, item: WorkItem ): Slice {
	const patch = entry( paths.work_item( item.id ), item );
	for ( const path of Object.keys( slice ).filter( isWorkList ) ) {
		const page = slice[ path ];
		if ( page ) {
			patch[ path ] = {
				...page,
				items: replaceBy(
					page.items,
					( other ) => other.id === item.id,
					item
				),
			};
		}
	}
	return patch;
}

export function withHealth( slice: Slice, health: Health ): Slice {
	const overview = slice[ paths.overview ];
	return {
		[ paths.health ]: health,
		...( overview && { [ paths.overview ]: { ...overview, health } } ),
	};
}

export function withVerdict( slice: Slice, verdict: Verdict ): Slice {
	const health = slice[ paths.health ];
	return health
		? {
				[ paths.health ]: {
					...health,
					verdicts: replaceBy(
						health.verdicts,
						( other ) => other.probe === verdict.probe,
						verdict
					),
				},
			}
		: {};
}

export function withProposal( slice: Slice, proposal: Proposal ): Slice {
	const list = slice[ paths.proposals ];
	return {
		...entry( paths.proposal( proposal.id ), proposal ),
		...( list && {
			[ paths.proposals ]: {
				...list,
				items: replaceBy(
					list.items,
					( other ) => other.id === proposal.id,
					proposal
				),
			},
		} ),
	};
}

export function withTrigger( slice: Slice, trigger: Trigger ): Slice {
	const list = slice[ paths.triggers ];
	return list
		? {
				[ paths.triggers ]: {
					items: replaceBy(
						list.items,
						( other ) => other.id === trigger.id,
						trigger
					),
				},
			}
		: {};
}
