import { __ } from '@wordpress/i18n';

import type { Trigger } from '../../bridge/types';
import { DataTable } from '../../components/data-table';
import { actorText } from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { Time } from '../../components/time';
import { EvidenceList } from './proposal-evidence';

export function triggerButtonId( id: string ): string {
	return `smartalloc-ops-trigger-${ id }`;
}

function stateWord( { state, evidence }: Trigger ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'quiet':
			return { shape: 'good', word: __( 'Quiet', 'smartalloc-ops' ) };
		case 'firing':
			return {
				shape: evidence.length > 0 ? 'critical' : 'recommended',
				word: __( 'Firing', 'smartalloc-ops' ),
			};
		case 'unknown':
			return {
				shape: 'unknown',
				word: __( 'Unknown', 'smartalloc-ops' ),
			};
	}
}

function Armed( { trigger }: { trigger: Trigger } ) {
	if ( ! trigger.armable ) {
		return (
			<span className="smartalloc-ops__quiet">
				{ __( 'Never', 'smartalloc-ops' ) }
			</span>
		);
	}
	if ( ! trigger.armed ) {
		return <>{ __( 'No', 'smartalloc-ops' ) }</>;
	}
	return (
		<>
			<Mark
				shape={ trigger.effective ? 'busy' : 'recommended' }
				word={
					trigger.effective
						? __( 'Armed', 'smartalloc-ops' )
						: __( 'Armed in vain', 'smartalloc-ops' )
				}
			/>{ ' ' }
			<span className="smartalloc-ops__quiet">
				<bdi>{ actorText( trigger.actor ) }</bdi>,{ ' ' }
				<Time at={ trigger.changed_at } />.{ ' ' }
				<bdi>{ trigger.reason }</bdi>
				{ ! trigger.effective && (
					<>
						{ ' ' }
						{ __(
							'Whoever armed it may not start a rollback any more.',
							'smartalloc-ops'
						) }
					</>
				) }
			</span>
		</>
	);
}

interface TriggersTableProps {
	caption: string;
	triggers: Trigger[];
	onChange: ( id: string ) => void;
}

export function TriggersTable( {
	caption,
	triggers,
	onChange,
}: TriggersTableProps ) {
	return (
		<DataTable< Trigger >
			caption={ caption }
			rows={ triggers }
			idOf={ ( { id } ) => id }
			empty={ __(
				'No trigger is known, so nothing is ever proposed.',
				'smartalloc-ops'
			) }
			details={ ( { evidence, earlier } ) =>
				evidence.length + earlier.length === 0 ? null : (
					<>
						{ evidence.length > 0 && (
							<EvidenceList evidence={ evidence } />
						) }
						{ earlier.length > 0 && (
							<>
								<p className="smartalloc-ops__quiet">
									{ __(
										'Began before this build came, so no evidence against it:',
										'smartalloc-ops'
									) }
								</p>
								<EvidenceList evidence={ earlier } />
							</>
						) }
					</>
				)
			}
			columns={ [
				{
					id: 'label',
					label: __( 'Trigger', 'smartalloc-ops' ),
					heads_row: true,
					cell: ( { label } ) => label,
				},
				{
					id: 'state',
					label: __( 'Now', 'smartalloc-ops' ),
					cell: ( trigger ) => (
						<>
							<Mark { ...stateWord( trigger ) } />{ ' ' }
							<span className="smartalloc-ops__quiet">
								{ trigger.text }
							</span>
						</>
					),
				},
				{
					id: 'armed',
					label: __( 'Starts by itself', 'smartalloc-ops' ),
					cell: ( trigger ) => <Armed trigger={ trigger } />,
				},
				{
					id: 'change',
					label: __( 'Change', 'smartalloc-ops' ),
					cell: ( { id, label, armable, armed } ) =>
						armable || armed ? (
							<GuardedButton
								id={ triggerButtonId( id ) }
								capability="smartalloc_ops_rollback"
								context={ label }
								onClick={ () => onChange( id ) }
							>
								{ armed
									? __( 'Disarm…', 'smartalloc-ops' )
									: __( 'Arm…', 'smartalloc-ops' ) }
							</GuardedButton>
						) : (
							<span className="smartalloc-ops__quiet">
								{ __(
									'Strangers could bring it about',
									'smartalloc-ops'
								) }
							</span>
						),
				},
			] }
		/>
	);
}
