import { parseInstant } from '../../bridge/time';
import type { HealthGroup, Status, Verdict } from '../../bridge/types';
import { WORST_FIRST } from '../../components/words';

export interface CheckRow {
	verdict: Verdict;
	/** Checks that are unknown until this one is good. */
	waiting: Verdict[];
}

export interface CheckGroup {
	group: HealthGroup;
	rows: CheckRow[];
}

const GROUPS: HealthGroup[] = [
	'scheduling',
	'forms',
	'messages',
	'platform',
	'safety',
];

/** A verdict past its time says nothing any more, least of all "good". */
export function presentStatus( verdict: Verdict, now: number ): Status {
	const until = parseInstant( verdict.valid_until );
	return until !== null && until < now ? 'unknown' : verdict.status;
}

/** The parent a check waits for now, when that parent is on the list. */
function parentOf(
	verdict: Verdict,
	verdicts: Verdict[]
): Verdict | undefined {
	return verdict.status === 'unknown'
		? verdicts.find(
				( other ) =>
					other.probe !== verdict.probe &&
					other.status !== 'good' &&
					verdict.waits_for.includes( other.probe )
			)
		: undefined;
}

/** The topmost check it waits for; a circle is cut where it closes. */
function rootOf( verdict: Verdict, verdicts: Verdict[] ): Verdict {
	const seen = new Set( [ verdict.probe ] );
	let root = verdict;
	for (;;) {
		const parent = parentOf( root, verdicts );
		if ( ! parent ) {
			return root;
		}
		if ( seen.has( parent.probe ) ) {
			return verdict;
		}
		seen.add( parent.probe );
		root = parent;
	}
}

/** Groups by meaning, the worst first in each, waiting children folded under what they wait for. */
export function arrange( verdicts: Verdict[] ): CheckGroup[] {
	const roots = new Map(
		verdicts.map( ( verdict ) => [
			verdict.probe,
			rootOf( verdict, verdicts ),
		] )
	);
	const rows = verdicts
		.filter( ( verdict ) => roots.get( verdict.probe ) === verdict )
		.map( ( verdict ) => ( {
			verdict,
			waiting: verdicts.filter(
				( other ) =>
					other !== verdict && roots.get( other.probe ) === verdict
			),
		} ) )
		.sort(
			( one, other ) =>
				WORST_FIRST.indexOf( one.verdict.status ) -
				WORST_FIRST.indexOf( other.verdict.status )
		);
	return GROUPS.map( ( group ) => ( {
		group,
		rows: rows.filter( ( row ) => row.verdict.group === group ),
	} ) ).filter( ( group ) => group.rows.length > 0 );
}

/** How many of these checks stand how, now. */
export function countStatuses(
	verdicts: Verdict[],
	now: number
): Record< Status, number > {
	const counts: Record< Status, number > = {
		good: 0,
		recommended: 0,
		critical: 0,
		unknown: 0,
		not_set_up: 0,
	};
	for ( const verdict of verdicts ) {
		counts[ presentStatus( verdict, now ) ]++;
	}
	return counts;
}

/** What keeps a release from being called green: anything critical, and what is required and unknown. */
export function notGreen( verdicts: Verdict[], now: number ): Verdict[] {
	return verdicts.filter( ( verdict ) => {
		const status = presentStatus( verdict, now );
		return (
			status === 'critical' ||
			( status === 'unknown' && verdict.required )
		);
	} );
}
