import { __ } from '@wordpress/i18n';

import type { ReadinessTick } from '../../bridge/types';
import { ActionItem } from '../../components/actions';
import { StatusMark } from '../../components/mark';
import { Time } from '../../components/time';

function Tick( { tick }: { tick: ReadinessTick } ) {
	return (
		<li>
			<StatusMark status={ tick.status } />
			<strong>{ tick.label }</strong>
			<span className="smartalloc-ops__quiet">
				<bdi>{ tick.detail }</bdi>
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

/** What must hold before a rollback is of use, each point with how old it is. */
export function ReadinessPanel( { ticks }: { ticks: ReadinessTick[] } ) {
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Readiness', 'smartalloc-ops' ) }</h3>
			<ul className="smartalloc-ops__ticks">
				{ ticks.map( ( tick ) => (
					<Tick key={ tick.id } tick={ tick } />
				) ) }
			</ul>
		</section>
	);
}
