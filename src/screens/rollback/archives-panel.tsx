import { Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { formatNumber } from '../../bridge/time';
import type { Archive, Archives } from '../../bridge/types';
import { Refusals, TabLink } from '../../components/actions';
import { actorText } from '../../components/describe';
import { GuardedButton } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';
import { ArchiveTables } from './archive-table';
import { KeepDialog } from './keep-dialog';
import { PinDialog } from './pin-dialog';

/** Every file of the installed build is looked at for it, so it is asked for less often than the rest. */
const ARCHIVES_POLL_MS = 60_000;

/** What cannot be believed or used, before the list that it is missing from. */
function Troubles( { archives }: { archives: Archives } ) {
	const { trouble, obstacles, strangers } = archives;
	const refusals = [ ...( trouble ? [ trouble ] : [] ), ...obstacles ].filter(
		// Nothing was kept yet: the empty list says so.
		( { code } ) => code !== 'no_vault'
	);
	return (
		<>
			{ refusals.length > 0 && (
				<Notice
					status={ trouble ? 'error' : 'warning' }
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					<Refusals refusals={ refusals } />
				</Notice>
			) }
			{ strangers.map( ( { id, message } ) => (
				<Notice
					key={ id }
					status="warning"
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					<bdi dir="ltr">{ id }</bdi>: { message }
				</Notice>
			) ) }
		</>
	);
}

/** How fresh the word "installed" is: the files are not read anew for each look. */
function ReadAt( { installed }: Pick< Archives, 'installed' > ) {
	return (
		<p className="smartalloc-ops__quiet">
			{ installed.read_at === null ? (
				__(
					'Which of them is installed is not known yet: its files have changed and are read once they have been still for half a minute.',
					'smartalloc-ops'
				)
			) : (
				<>
					{ __(
						'The files of the installed build were read',
						'smartalloc-ops'
					) }{ ' ' }
					<Time at={ installed.read_at } />
				</>
			) }
		</p>
	);
}

/** The builds that can be brought back, and which of them is the good one. */
export function ArchivesPanel() {
	const live = useLive( paths.archives, ARCHIVES_POLL_MS );
	const { locale } = useSite();
	const [ open, setOpen ] = useState< 'keep' | Archive | null >( null );
	const close = () => setOpen( null );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Kept builds', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 4 }>
				{ ( archives ) => (
					<div className="smartalloc-ops__stack">
						<p className="smartalloc-ops__quiet">
							{ sprintf(
								/* translators: %s: number of builds. */
								_n(
									'%s build is kept; the good one never goes.',
									'Up to %s builds are kept; then the oldest goes, and the good one never.',
									archives.limit,
									'smartalloc-ops'
								),
								formatNumber( archives.limit, locale )
							) }{ ' ' }
							{ archives.place }
						</p>
						<Troubles archives={ archives } />
						<ArchiveTables
							archives={ archives }
							onPin={ setOpen }
						/>
						{ archives.items.length > 0 && (
							<ReadAt installed={ archives.installed } />
						) }
						{ archives.pin !== null && (
							<p className="smartalloc-ops__quiet">
								{ __( 'Named good', 'smartalloc-ops' ) }{ ' ' }
								<Time at={ archives.pin.at } />
								{ archives.pin.actor !== null && (
									<>
										{ ' · ' }
										<bdi>
											{ actorText( archives.pin.actor ) }
										</bdi>
										{ ' · ' }
										<bdi>“{ archives.pin.reason }”</bdi>
									</>
								) }
							</p>
						) }
						<div className="smartalloc-ops__buttons">
							<GuardedButton
								capability="smartalloc_ops_rollback"
								onClick={ () => setOpen( 'keep' ) }
							>
								{ __(
									'Keep the installed build…',
									'smartalloc-ops'
								) }
							</GuardedButton>
							<TabLink to={ { tab: 'rollback', view: 'card' } }>
								{ __( 'Recovery card', 'smartalloc-ops' ) }
							</TabLink>
						</div>
						{ open === 'keep' && (
							<KeepDialog
								archives={ archives }
								onClose={ close }
							/>
						) }
						{ open !== null && open !== 'keep' && (
							<PinDialog
								archive={ open }
								archives={ archives }
								onClose={ close }
							/>
						) }
					</div>
				) }
			</Loaded>
		</section>
	);
}
