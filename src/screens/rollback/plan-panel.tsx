import { Notice } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { NextStep, RollbackPlan } from '../../bridge/types';
import { Command, Refusals } from '../../components/actions';
import { CountText } from '../../components/count';
import { Failure, Skeleton } from '../../components/states';
import type { PlanState } from './use-plan';

export function NextSteps( { steps }: { steps: NextStep[] } ) {
	return (
		<ol className="smartalloc-ops__list">
			{ steps.map( ( { text, command } ) => (
				<li key={ text }>
					{ text }{ ' ' }
					{ command !== null && <Command command={ command } /> }
				</li>
			) ) }
		</ol>
	);
}

function Plan( { plan }: { plan: RollbackPlan } ) {
	return (
		<div className="smartalloc-ops__stack">
			{ plan.refusals.length > 0 && (
				<Notice status="error" isDismissible={ false }>
					<Refusals refusals={ plan.refusals } />
				</Notice>
			) }
			{ plan.warnings.map( ( warning ) => (
				<Notice
					key={ warning }
					status="warning"
					isDismissible={ false }
				>
					{ warning }
				</Notice>
			) ) }
			<div>
				<h4>{ __( 'What would happen', 'smartalloc-ops' ) }</h4>
				{ plan.effects.length === 0 ? (
					<p>{ __( 'Nothing would change.', 'smartalloc-ops' ) }</p>
				) : (
					<ol className="smartalloc-ops__list">
						{ plan.effects.map(
							( { step, text, counts, count } ) => (
								<li key={ step + text }>
									{ text }
									{ counts !== '' && (
										<span className="smartalloc-ops__quiet">
											{ ' ' }
											{ createInterpolateElement(
												__(
													'<counts />: <count />',
													'smartalloc-ops'
												),
												{
													counts: <>{ counts }</>,
													count: (
														<CountText
															count={ count }
														/>
													),
												}
											) }
										</span>
									) }
								</li>
							)
						) }
					</ol>
				) }
			</div>
			{ plan.next_steps.length > 0 && (
				<div>
					<h4>
						{ __( 'What a person then does', 'smartalloc-ops' ) }
					</h4>
					<NextSteps steps={ plan.next_steps } />
				</div>
			) }
		</div>
	);
}

interface PlanPanelProps {
	plan: PlanState;
	onRetry: () => void;
}

/** The dry run: nothing was changed to make this list. */
export function PlanPanel( { plan, onRetry }: PlanPanelProps ) {
	switch ( plan.state ) {
		case 'none':
			return null;
		case 'measuring':
			return (
				<Skeleton
					rows={ 4 }
					label={ __( 'Dry run', 'smartalloc-ops' ) }
				/>
			);
		case 'failed':
			return <Failure error={ plan.error } onRetry={ onRetry } />;
		case 'measured':
			return <Plan plan={ plan.plan } />;
	}
}
