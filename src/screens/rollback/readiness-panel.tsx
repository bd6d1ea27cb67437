import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../bridge/time';
import type { ReadinessTick } from '../../bridge/types';
import { ActionItem } from '../../components/actions';
import { Fold } from '../../components/fold';
import { Mark, StatusMark } from '../../components/mark';
import { Said } from '../../components/said';
import { Time } from '../../components/time';
import { statusWord, WORST_FIRST } from '../../components/words';
import { useSite } from '../../site';

function Tick( { tick }: { tick: ReadinessTick } ) {
	return (
		<li>
			<StatusMark status={ tick.status } />
			<strong>{ tick.label }</strong>
			<span className="smartalloc-ops__quiet">
				<Said>{ tick.detail }</Said>
				{ tick.at !== null && (
					<>
						{ ' ' }
						<Time at={ tick.at } />
					</>
				) }
				{ tick.action !== null && (
					<>
						{ ' ' }
						<ActionItem action={ tick.action } />
					</>
				) }
			</span>
		</li>
	);
}

function Ticks( { ticks }: { ticks: ReadinessTick[] } ) {
	return ticks.length === 0 ? null : (
		<ul className="smartalloc-ops__ticks">
			{ ticks.map( ( tick ) => (
				<Tick key={ tick.id } tick={ tick } />
			) ) }
		</ul>
	);
}

/** What needs nobody: one line, which opens. */
function GoodTicks( { ticks, all }: { ticks: ReadinessTick[]; all: boolean } ) {
	const { locale } = useSite();
	const count = formatNumber( ticks.length, locale );
	return ticks.length === 0 ? null : (
		<Fold
			summary={
				<>
					<Mark shape="good" word={ statusWord( 'good' ) } bare />{ ' ' }
					{ all
						? sprintf(
								/* translators: %s: number of points. */
								_n(
									'The only point (%s) is good',
									'All %s points are good',
									ticks.length,
									'smartalloc-ops'
								),
								count
							)
						: sprintf(
								/* translators: %s: number of points. */
								_n(
									'%s point is good',
									'%s points are good',
									ticks.length,
									'smartalloc-ops'
								),
								count
							) }
				</>
			}
		>
			<Ticks ticks={ ticks } />
		</Fold>
	);
}

/** What must hold before a rollback is of use, each point with how old it is; worst first, and what is good folded. */
export function ReadinessPanel( { ticks }: { ticks: ReadinessTick[] } ) {
	const good = ticks.filter( ( { status } ) => status === 'good' );
	const open = ticks
		.filter( ( { status } ) => status !== 'good' )
		.sort(
			( one, other ) =>
				WORST_FIRST.indexOf( one.status ) -
				WORST_FIRST.indexOf( other.status )
		);
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Readiness', 'smartalloc-ops' ) }</h3>
			<Ticks ticks={ open } />
			<GoodTicks ticks={ good } all={ open.length === 0 } />
		</section>
	);
}
