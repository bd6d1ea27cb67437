import { createInterpolateElement } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Flag, FlagRevision } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { actorText, valueLabel } from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useResource } from '../../store/use-resource';

interface RevisionProps {
	flag: Flag;
	change: FlagRevision;
	onRevert: ( target: FlagRevision ) => void;
}

function Revision( { flag, change, onRevert }: RevisionProps ) {
	return (
		<li>
			{ createInterpolateElement(
				__(
					'<time />: <value /> (was <previous />) by <actor />: “<reason />”',
					'smartalloc-ops'
				),
				{
					time: <Time at={ change.changed_at } />,
					value: (
						<strong>{ valueLabel( flag, change.value ) }</strong>
					),
					previous: (
						<span>{ valueLabel( flag, change.previous ) }</span>
					),
					actor: <bdi>{ actorText( change.actor ) }</bdi>,
					reason: <bdi>{ change.reason }</bdi>,
				}
			) }{ ' ' }
			{ change.run_id !== null && (
				<TabLink to={ { tab: 'rollback', run: change.run_id } }>
					{ __( 'Show the run', 'smartalloc-ops' ) }
				</TabLink>
			) }
			{ change.value !== flag.value && (
				<GuardedButton
					capability="smartalloc_ops_flags"
					variant="link"
					context={ sprintf(
						/* translators: %d: revision number. */
						__( 'revision %d', 'smartalloc-ops' ),
						change.revision
					) }
					onClick={ () => onRevert( change ) }
				>
					{ __( 'Back to this…', 'smartalloc-ops' ) }
				</GuardedButton>
			) }
		</li>
	);
}

/** Every change of one switch, newest first. */
export function History( { flag, onRevert }: Omit< RevisionProps, 'change' > ) {
	const pager = usePager();
	const live = useResource(
		paths.revisions( flag.flag, flag.scope, pager.before )
	);
	return (
		<Loaded live={ live } rows={ 3 }>
			{ ( { items, next_before } ) =>
				items.length === 0 ? (
					<p className="smartalloc-ops__empty">
						{ __(
							'Never changed: the default holds.',
							'smartalloc-ops'
						) }
					</p>
				) : (
					<>
						<ol className="smartalloc-ops__history">
							{ items.map( ( change ) => (
								<Revision
									key={ change.id }
									flag={ flag }
									change={ change }
									onRevert={ onRevert }
								/>
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
	);
}
