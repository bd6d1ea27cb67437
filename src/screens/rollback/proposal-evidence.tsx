import { __, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type { ProposalEvidence } from '../../bridge/types';
import { Time } from '../../components/time';
import { useSite } from '../../site';

/** Seconds that a measurement may be old before that is said. */
const FRESH_S = 60;

function useNumbers( one: ProposalEvidence ): string[] {
	const { locale } = useSite();
	const unit = one.unit === null || one.unit === 'count' ? '' : one.unit;
	const number = ( value: number ) =>
		`${ formatNumber( value, locale ) } ${ unit }`.trim();
	const age_s = Math.round( one.age_ms / 1000 );
	return [
		...( one.value === null ? [] : [ number( one.value ) ] ),
		...( one.threshold === null
			? []
			: [
					sprintf(
						/* translators: %s: a limit, e.g. "1 %". */
						__( 'limit %s', 'smartalloc-ops' ),
						number( one.threshold )
					),
				] ),
		...( one.n === null
			? []
			: [ `n = ${ formatNumber( one.n, locale ) }` ] ),
		...( one.window_s === null
			? []
			: [
					sprintf(
						/* translators: %s: a length of time. */
						__( 'in %s', 'smartalloc-ops' ),
						formatDuration( one.window_s, locale )
					),
				] ),
		...( age_s < FRESH_S
			? []
			: [
					sprintf(
						/* translators: %s: a length of time. */
						__( '%s old when it was seen', 'smartalloc-ops' ),
						formatDuration( age_s, locale )
					),
				] ),
	];
}

/** What was measured, on how much, since when, and by which rule. */
function EvidenceLine( { one }: { one: ProposalEvidence } ) {
	const numbers = useNumbers( one );
	return (
		<li>
			<strong>{ one.label }</strong> <span>{ one.finding }</span>{ ' ' }
			{ numbers.length > 0 && (
				<span className="smartalloc-ops__quiet">
					<bdi>{ numbers.join( ' · ' ) }</bdi>
					{ ' · ' }
				</span>
			) }{ ' ' }
			<span className="smartalloc-ops__quiet">
				{ __( 'Since', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ one.onset_at } as="clock" />.
			</span>
		</li>
	);
}

export function EvidenceList( { evidence }: { evidence: ProposalEvidence[] } ) {
	return (
		<ul className="smartalloc-ops__list is-dotted">
			{ evidence.map( ( one ) => (
				<EvidenceLine
					key={ `${ one.trigger } ${ one.signal }` }
					one={ one }
				/>
			) ) }
		</ul>
	);
}
