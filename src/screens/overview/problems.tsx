import { __ } from '@wordpress/i18n';

import type { Problem } from '../../bridge/types';
import { ActionItem, TabLink } from '../../components/actions';
import { Mark } from '../../components/mark';
import { Said } from '../../components/said';
import { Time } from '../../components/time';
import { statusWord } from '../../components/words';
import { evidenceOf, leadsThere } from './evidence';

function ProblemItem( { problem }: { problem: Problem } ) {
	return (
		<li className="smartalloc-ops__problem">
			<Mark
				shape={ problem.status }
				word={ statusWord( problem.status ) }
				bare
			/>
			<div>
				<p>
					<Said>{ problem.text }</Said>{ ' ' }
					{ problem.measured_at !== null && (
						<span className="smartalloc-ops__quiet">
							{ __( 'Measured', 'smartalloc-ops' ) }{ ' ' }
							<Time at={ problem.measured_at } />
						</span>
					) }
				</p>
				<ul className="smartalloc-ops__actions">
					{ ! leadsThere( problem ) && (
						<li>
							<TabLink to={ evidenceOf( problem ) }>
								{ __( 'Evidence', 'smartalloc-ops' ) }
								<span className="screen-reader-text">
									{ ' ' }
									{ problem.text }
								</span>
							</TabLink>
						</li>
					) }
					{ problem.actions.map( ( action ) => (
						<li key={ action.kind + action.target }>
							<ActionItem action={ action } />
						</li>
					) ) }
				</ul>
			</div>
		</li>
	);
}

export function Problems( { problems }: { problems: Problem[] } ) {
	return problems.length === 0 ? null : (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'What needs you', 'smartalloc-ops' ) }</h3>
			<ol className="smartalloc-ops__problems">
				{ problems.map( ( problem ) => (
					<ProblemItem
						key={ problem.source + problem.text }
						problem={ problem }
					/>
				) ) }
			</ol>
		</section>
	);
}
