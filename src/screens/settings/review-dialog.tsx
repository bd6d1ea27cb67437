import { Button, Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { createInterpolateElement, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type {
	SettingChange,
	Settings,
	SettingsPatch,
	SettingsPreview,
} from '../../bridge/types';
import { Refusals } from '../../components/actions';
import { actorText } from '../../components/describe';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { store } from '../../store';

export function Changes( { changes }: { changes: SettingChange[] } ) {
	return (
		<ul className="smartalloc-ops__history">
			{ changes.map( ( change ) => (
				<li key={ change.key }>
					{ createInterpolateElement(
						__(
							'<label />: from <from /> to <to />',
							'smartalloc-ops'
						),
						{
							label: <strong>{ change.label }</strong>,
							from: <bdi>{ change.from }</bdi>,
							to: <bdi>{ change.to }</bdi>,
						}
					) }
				</li>
			) ) }
		</ul>
	);
}

interface LostRaceProps {
	present: Settings;
	onAgain: () => void;
}

function LostRace( { present, onAgain }: LostRaceProps ) {
	return (
		<Notice
			status="warning"
			isDismissible={ false }
			className="smartalloc-ops__notice"
		>
			<p>
				{ createInterpolateElement(
					__(
						'<actor /> changed the settings <time />: “<reason />” Your change was not made.',
						'smartalloc-ops'
					),
					{
						actor: <strong>{ actorText( present.actor ) }</strong>,
						time: <Time at={ present.changed_at } />,
						reason: <bdi>{ present.reason }</bdi>,
					}
				) }
			</p>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				onClick={ onAgain }
			>
				{ __( 'Decide again', 'smartalloc-ops' ) }
			</Button>
		</Notice>
	);
}

interface ReviewDialogProps {
	/** As the store has them now, also when others change them. */
	settings: Settings;
	values: SettingsPatch;
	preview: SettingsPreview;
	onClose: () => void;
	onSaved: ( fresh: Settings ) => void;
}

/** What will change and what that does to the flags, before it is done. */
export function ReviewDialog( {
	settings,
	values,
	preview,
	onClose,
	onSaved,
}: ReviewDialogProps ) {
	const { changeSettings } = useDispatch( store );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const raced = settings.revision !== preview.revision && ! task.busy;
	const refused = preview.refusals.length > 0;
	const save = () =>
		task.run( async () => {
			const fresh = await changeSettings( {
				values,
				revision: preview.revision,
				reason: reason.trim(),
			} );
			onSaved( fresh );
			return sprintf(
				/* translators: %d: revision number. */
				__( 'Saved as revision %d.', 'smartalloc-ops' ),
				fresh.revision
			);
		} );
	const blocked = () => {
		if ( raced ) {
			return __(
				'Somebody else changed the settings meanwhile.',
				'smartalloc-ops'
			);
		}
		if ( refused ) {
			return __( 'This is refused for now.', 'smartalloc-ops' );
		}
		return reason.trim() === ''
			? __( 'Say why first.', 'smartalloc-ops' )
			: null;
	};
	return (
		<Dialog
			title={ __( 'Change settings', 'smartalloc-ops' ) }
			capability="smartalloc_ops_settings"
			verb={ __( 'Save settings', 'smartalloc-ops' ) }
			blocked={ blocked() }
			is_busy={ task.busy }
			onConfirm={ save }
			onClose={ onClose }
		>
			{ raced && <LostRace present={ settings } onAgain={ onClose } /> }
			<Changes changes={ preview.changes } />
			{ preview.effects.length > 0 && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					<ul>
						{ preview.effects.map( ( effect ) => (
							<li key={ effect }>{ effect }</li>
						) ) }
					</ul>
				</Notice>
			) }
			{ refused && (
				<Notice
					status="error"
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					<Refusals refusals={ preview.refusals } />
				</Notice>
			) }
			<ReasonField value={ reason } onChange={ setReason } />
			{ ! raced && <TaskError error={ task.error } /> }
		</Dialog>
	);
}
