import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Flag } from '../../bridge/types';
import { flagName, valueLabel } from '../../components/describe';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { store } from '../../store';
import { blockedBecause } from './blocked';
import { LostRace } from './lost-race';
import { PreviewPanel } from './preview-panel';
import { usePreview } from './use-preview';

interface FlagDialogProps {
	/** The flag as the store has it now, also when others change it. */
	flag: Flag;
	onClose: () => void;
	onChanged: ( fresh: Flag, before: Flag ) => void;
}

function otherValue( flag: Flag, wish: string ): string {
	const others = flag.values.filter( ( { value } ) => value !== flag.value );
	return others.some( ( { value } ) => value === wish )
		? wish
		: ( others[ 0 ]?.value ?? flag.value );
}

export function FlagDialog( { flag, onClose, onChanged }: FlagDialogProps ) {
	const { changeFlag } = useDispatch( store );
	// What the person decides on: it does not change under their eyes.
	const [ base, setBase ] = useState( flag );
	const [ value, setValue ] = useState( otherValue( flag, '' ) );
	const [ reason, setReason ] = useState( '' );
	const task = useTask();
	const preview = usePreview( base.flag, base.scope, value, base.revision );
	const raced = flag.revision !== base.revision && ! task.busy;
	const blocked = blockedBecause( { preview, reason, raced } );
	const verb =
		base.values.find( ( known ) => known.value === value )?.verb ?? value;
	const others = base.values.filter(
		( known ) => known.value !== base.value
	);

	const change = () =>
		task.run( async () => {
			const fresh = await changeFlag( base.flag, base.scope, {
				value,
				revision: base.revision,
				reason: reason.trim(),
			} );
			onChanged( fresh, base );
			return sprintf(
				/* translators: 1: name of a flag, 2: its value. */
				__( '%1$s is now %2$s.', 'smartalloc-ops' ),
				flagName( fresh ),
				valueLabel( fresh, fresh.value )
			);
		} );

	return (
		<Dialog
			title={ flagName( base ) }
			capability="smartalloc_ops_flags"
			verb={ verb }
			blocked={ blocked }
			is_busy={ task.busy }
			onConfirm={ change }
			onClose={ onClose }
		>
			<p>
				{ base.description }{ ' ' }
				{ sprintf(
					/* translators: %s: present value of a flag. */
					__( 'It is %s now.', 'smartalloc-ops' ),
					valueLabel( base, base.value )
				) }
			</p>
			{ raced && (
				<LostRace
					present={ flag }
					wish={ value }
					onLeave={ onClose }
					onAgain={ () => {
						task.forget();
						setBase( flag );
						setValue( otherValue( flag, value ) );
					} }
				/>
			) }
			{ others.length > 1 && (
				<RadioControl
					label={ __( 'New value', 'smartalloc-ops' ) }
					selected={ value }
					options={ others }
					onChange={ setValue }
				/>
			) }
			<PreviewPanel preview={ preview } onRetry={ preview.again } />
			<ReasonField
				value={ reason }
				onChange={ setReason }
				recent={
					preview.state === 'measured'
						? preview.preview.recent_reasons
						: []
				}
			/>
			{ ! raced && <TaskError error={ task.error } /> }
		</Dialog>
	);
}
