import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { actorText } from '../../components/describe';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useResource } from '../../store/use-resource';
import { Changes } from './review-dialog';

/** Every change of the settings, newest first. */
export function SettingsHistory() {
	const pager = usePager();
	const live = useResource( paths.settings_revisions( pager.before ) );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'History', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 3 }>
				{ ( { items, next_before } ) =>
					items.length === 0 ? (
						<p className="smartalloc-ops__empty">
							{ __(
								'Never changed here: the defaults hold, and what the option says.',
								'smartalloc-ops'
							) }
						</p>
					) : (
						<>
							<ol className="smartalloc-ops__history">
								{ items.map( ( item ) => (
									<li key={ item.revision }>
										{ createInterpolateElement(
											__(
												'Revision <number /> <time /> by <actor />: “<reason />”',
												'smartalloc-ops'
											),
											{
												number: (
													<strong>
														{ item.revision }
													</strong>
												),
												time: (
													<Time
														at={ item.changed_at }
													/>
												),
												actor: (
													<bdi>
														{ actorText(
															item.actor
														) }
													</bdi>
												),
												reason: (
													<bdi>{ item.reason }</bdi>
												),
											}
										) }
										<Changes changes={ item.changes } />
									</li>
								) ) }
							</ol>
							<PagerButtons
								pager={ pager }
								next_before={ next_before }
							/>
						</>
					)
				}
			</Loaded>
		</section>
	);
}
