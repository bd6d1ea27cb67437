import { RadioControl, TextControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { asApiError } from '../../bridge/errors';
import { createKeyring } from '../../bridge/idempotency';
import type { RollbackScenario, Run, Strategy } from '../../bridge/types';
import { GuardedButton } from '../../components/guarded-button';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { useCan } from '../../site';
import { store } from '../../store';
import { PlanPanel } from './plan-panel';
import { startBlockedBecause } from './start-blocked';
import { usePlan } from './use-plan';
import {
	FlagsChoice,
	type FlagsAfter,
	NEWER_SCHEMA,
	NewerSchemaChoice,
	WayChoice,
} from './way-back';

interface StartFormProps {
	scenarios: RollbackScenario[];
	/** Started here, or found already active: that run is shown next. */
	onRun: ( run: Run, lost_race: boolean ) => void;
}

function ScenarioChoice( {
	scenarios,
	chosen,
	onChoose,
}: {
	scenarios: RollbackScenario[];
	chosen: string | null;
	onChoose: ( id: string ) => void;
} ) {
	return (
		<RadioControl
			label={ __( 'What is wrong?', 'smartalloc-ops' ) }
			selected={ chosen ?? '' }
			options={ scenarios.map( ( { id, title, description } ) => ( {
				value: id,
				label: title,
				description,
			} ) ) }
			onChange={ onChoose }
		/>
	);
}

export function StartForm( { scenarios, onRun }: StartFormProps ) {
	const { startRollback } = useDispatch( store );
	const allowed = useCan( 'smartalloc_ops_rollback' );
	const [ scenario, setScenario ] = useState< string | null >( null );
	const [ way, setWay ] = useState< Strategy >( 'auto' );
	const [ accepts, setAccepts ] = useState( false );
	const [ after, setAfter ] = useState< FlagsAfter >( 'put_back' );
	const [ reason, setReason ] = useState( '' );
	const [ typed, setTyped ] = useState( '' );
	const [ keyFor ] = useState( createKeyring );
	const task = useTask();
	const plan = usePlan( allowed ? scenario : null, way, accepts );
	const measured = plan.state === 'measured' ? plan.plan : null;
	// While another way is measured, the choice stays where it is.
	const brings_back =
		way !== 'auto' || ( measured?.strategy ?? null ) !== null;
	const blocked = startBlockedBecause( { plan: measured, reason, typed } );

	const start = () =>
		task.run( async () => {
			const wish = {
				scenario: scenario ?? '',
				reason: reason.trim(),
				confirmation: typed.trim(),
				...( brings_back ? { strategy: way, flags: after } : {} ),
				...( accepts ? { accept_newer_schema: true } : {} ),
			};
			try {
				const run = await startRollback( {
					...wish,
					idempotency_key: keyFor( wish ),
				} );
				onRun( run, false );
				return __( 'The rollback has started.', 'smartalloc-ops' );
			} catch ( error ) {
				const present = asApiError( error )?.data?.run;
				if ( present ) {
					onRun( present, true );
				}
				throw error;
			}
		} );

	if ( scenarios.length === 0 ) {
		return (
			<p className="smartalloc-ops__empty">
				{ __(
					'No scenario is known on this site: there is nothing that could be frozen or held.',
					'smartalloc-ops'
				) }
			</p>
		);
	}
	return (
		<div className="smartalloc-ops__form">
			<ScenarioChoice
				scenarios={ scenarios }
				chosen={ scenario }
				onChoose={ ( id ) => {
					setScenario( id );
					setWay( 'auto' );
					setAccepts( false );
				} }
			/>
			{ brings_back && <WayChoice way={ way } onChoose={ setWay } /> }
			{ ( accepts ||
				measured?.refusals.some(
					( { code } ) => code === NEWER_SCHEMA
				) ) && (
				<NewerSchemaChoice
					accepted={ accepts }
					onChoose={ setAccepts }
				/>
			) }
			<PlanPanel plan={ plan } onRetry={ plan.again } />
			{ measured && measured.refusals.length === 0 && (
				<>
					{ brings_back && (
						<FlagsChoice after={ after } onChoose={ setAfter } />
					) }
					<ReasonField value={ reason } onChange={ setReason } />
					<TextControl
						__next40pxDefaultSize
						__nextHasNoMarginBottom
						label={ sprintf(
							/* translators: %s: text to type, e.g. a release number. */
							__( 'Type %s to confirm', 'smartalloc-ops' ),
							measured.confirmation
						) }
						value={ typed }
						onChange={ setTyped }
						autoComplete="off"
						spellCheck={ false }
						dir="ltr"
					/>
				</>
			) }
			<TaskError error={ task.error } />
			<div className="smartalloc-ops__buttons">
				<GuardedButton
					capability="smartalloc_ops_rollback"
					variant="primary"
					is_destructive
					is_busy={ task.busy }
					blocked={ blocked }
					onClick={ start }
				>
					{ __( 'Start the rollback', 'smartalloc-ops' ) }
				</GuardedButton>
			</div>
		</div>
	);
}
