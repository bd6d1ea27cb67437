import { RadioControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Flag, FlagRevision } from '../../bridge/types';
import { flagName, valueLabel } from '../../components/describe';
import { Dialog } from '../../components/dialog';
import { ReasonField } from '../../components/reason-field';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';
import { blockedBecause } from './blocked';
import { EndField } from './end-field';
import { endOf, isUnfinished, NO_END } from './ends';
import { LostRace } from './lost-race';
import { PreviewPanel } from './preview-panel';
import { usePreview } from './use-preview';

interface FlagDialogProps {
	/** The flag as the store has it now, also when others change it. */
	flag: Flag;
	/** A revision that it is to be set back to. */
	target: FlagRevision | null;
	onClose: () => void;
	onChanged: ( fresh: Flag, before: Flag ) => void;
}

/** What it can be set to; with an end also what it is, to move that end. */
function choices( flag: Flag ) {
	return flag.values.filter(
		( { value } ) => value !== flag.value || flag.end !== null
	);
}

function otherValue( flag: Flag, wish: string ): string {
	const others = choices( flag ).sort(
		( one, other ) =>
			Number( one.value === flag.value ) -
			Number( other.value === flag.value )
	);
	return others.some( ( { value } ) => value === wish )
		? wish
		: ( others[ 0 ]?.value ?? flag.value );
}

function reasonOf( target: FlagRevision | null ): string {
	return target === null
		? ''
		: sprintf(
				/* translators: 1: revision number, 2: the reason that was given for it. */
				__( 'Back to revision %1$d. %2$s', 'smartalloc-ops' ),
				target.revision,
				target.reason
			).trim();
}

export function FlagDialog( {
	flag,
	target,
	onClose,
	onChanged,
}: FlagDialogProps ) {
	const { changeFlag } = useDispatch( store );
	// What the person decides on: it does not change under their eyes.
	const [ base, setBase ] = useState( flag );
	const [ value, setValue ] = useState(
		otherValue( flag, target?.value ?? '' )
	);
	const [ reason, setReason ] = useState( reasonOf( target ) );
	const [ end, setEnd ] = useState( NO_END );
	const site = useSite();
	const task = useTask();
	const preview = usePreview( base.flag, base.scope, value, base.revision );
	const raced = flag.revision !== base.revision && ! task.busy;
	const blocked = blockedBecause( {
		preview,
		reason,
		raced,
		unfinished: isUnfinished( end, Date.now(), site ),
		same: value === base.value && end.choice === '',
	} );
	const verb =
		base.values.find( ( known ) => known.value === value )?.verb ?? value;
	const others = choices( base );
	const back_to =
		value === base.value ? ( base.end?.back_to ?? '' ) : base.value;

	const endFields = () => {
		const until = endOf( end, Date.now(), site );
		return until === null
			? {}
			: { until: new Date( until ).toISOString(), then: end.then };
	};

	const change = () =>
		task.run( async () => {
			const fresh = await changeFlag( base.flag, base.scope, {
				value,
				revision: base.revision,
				reason: reason.trim(),
				...endFields(),
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
			<EndField
				wish={ end }
				onChange={ setEnd }
				back_to={ valueLabel( base, back_to ) }
			/>
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
