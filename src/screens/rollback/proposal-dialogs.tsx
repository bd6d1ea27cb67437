import { TextControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { asApiError } from '../../bridge/errors';
import type { Proposal, Run } from '../../bridge/types';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { PlanPanel } from './plan-panel';
import { startBlockedBecause } from './start-blocked';
import { usePlan } from './use-plan';
import { NEWER_SCHEMA, NewerSchemaChoice } from './way-back';

interface DismissDialogProps {
	proposal: Proposal;
	onClose: () => void;
}

export function DismissDialog( { proposal, onClose }: DismissDialogProps ) {
	const { dismissProposal } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const dismiss = async () => {
		const done = await task.run( async () => {
			await dismissProposal( proposal.id, {
				revision: proposal.revision,
				reason: reason.trim(),
			} );
			return __( 'The proposal is dismissed.', 'smartalloc-ops' );
		} );
		if ( done ) {
			onClose();
		}
	};
	return (
		<Dialog
			title={ __( 'Dismiss the proposed rollback', 'smartalloc-ops' ) }
			capability="smartalloc_ops_rollback"
			verb={ __( 'Dismiss it', 'smartalloc-ops' ) }
			blocked={
				reason.trim() === ''
					? __( 'Say why first.', 'smartalloc-ops' )
					: null
			}
			is_busy={ task.busy }
			onConfirm={ dismiss }
			onClose={ onClose }
		>
			<p>
				{ __(
					'What speaks for it now is not proposed again for this build for a day. Something else, or another build, is.',
					'smartalloc-ops'
				) }
			</p>
			<ReasonField value={ reason } onChange={ setReason } />
			<TaskError error={ task.error } />
		</Dialog>
	);
}

interface StartDialogProps {
	proposal: Proposal;
	/** Started here, or found already active: that run is shown next. */
	onRun: ( run: Run, lost_race: boolean ) => void;
	onClose: () => void;
}

/** The dry run first; started is what it was proposed on, and nothing else. */
export function StartDialog( { proposal, onRun, onClose }: StartDialogProps ) {
	const { startProposal } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const [ typed, setTyped ] = useState( '' );
	const [ accepts, setAccepts ] = useState( false );
	const task = useTask();
	const plan = usePlan( 'bad_release', 'auto', accepts );
	const measured = plan.state === 'measured' ? plan.plan : null;
	const start = () =>
		task.run( async () => {
			try {
				const run = await startProposal( proposal.id, {
					revision: proposal.revision,
					reason: reason.trim(),
					confirmation: typed.trim(),
					...( accepts ? { accept_newer_schema: true } : {} ),
				} );
				onClose();
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
	return (
		<Dialog
			title={ __( 'Start the proposed rollback', 'smartalloc-ops' ) }
			capability="smartalloc_ops_rollback"
			verb={ __( 'Start the rollback', 'smartalloc-ops' ) }
			blocked={ startBlockedBecause( { plan: measured, reason, typed } ) }
			is_busy={ task.busy }
			is_destructive
			onConfirm={ start }
			onClose={ onClose }
		>
			<p>
				{ __(
					'It is bound to the build that runs, the one that comes back, and the flags. When one of these has changed meanwhile, nothing is started and you look again.',
					'smartalloc-ops'
				) }
			</p>
			<PlanPanel plan={ plan } onRetry={ plan.again } />
			{ ( accepts ||
				measured?.refusals.some(
					( { code } ) => code === NEWER_SCHEMA
				) ) && (
				<NewerSchemaChoice
					accepted={ accepts }
					onChoose={ setAccepts }
				/>
			) }
			{ measured && measured.refusals.length === 0 && (
				<>
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
		</Dialog>
	);
}
