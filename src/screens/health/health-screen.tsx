import { useDispatch } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { CapabilityNote, GuardedButton } from '../../components/guarded-button';
import { HealthCounts } from '../../components/health-counts';
import { Loaded } from '../../components/states';
import { TaskError } from '../../components/task-error';
import { useTask } from '../../components/use-task';
import { groupTitle } from '../../components/words';
import { store } from '../../store';
import { useLive } from '../../store/polling';
import { arrange } from './arrange';
import { CheckItem } from './check-row';

function CheckAll() {
	const { checkHealth } = useDispatch( store );
	const task = useTask();
	return (
		<>
			<GuardedButton
				capability="smartalloc_ops_view"
				is_busy={ task.busy }
				onClick={ () =>
					task.run( async () => {
						await checkHealth( null );
						return __( 'All checks ran.', 'smartalloc-ops' );
					} )
				}
			>
				{ __( 'Check all now', 'smartalloc-ops' ) }
			</GuardedButton>
			<TaskError error={ task.error } />
		</>
	);
}

export function HealthScreen( { focus }: { focus: string | null } ) {
	const live = useLive( paths.health );
	return (
		<Loaded live={ live } rows={ 8 }>
			{ ( health ) => (
				<>
					<div className="smartalloc-ops__toolbar">
						<HealthCounts counts={ health.counts } />
						<CheckAll />
					</div>
					<CapabilityNote capability="smartalloc_ops_operate" />
					{ health.verdicts.length === 0 && (
						<p>
							{ __(
								'No check is registered. Reinstall the plugin: it brings its own.',
								'smartalloc-ops'
							) }
						</p>
					) }
					{ arrange( health.verdicts ).map( ( { group, rows } ) => (
						<section key={ group } className="smartalloc-ops__card">
							<h3>{ groupTitle( group ) }</h3>
							<ul className="smartalloc-ops__checks">
								{ rows.map( ( row ) => (
									<CheckItem
										key={ row.verdict.probe }
										row={ row }
										focus={ focus }
									/>
								) ) }
							</ul>
						</section>
					) ) }
				</>
			) }
		</Loaded>
	);
}
