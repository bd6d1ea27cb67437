import { useDispatch } from '@wordpress/data';
import { __, _n, sprintf } from '@wordpress/i18n';

import { newIdempotencyKey } from '../../bridge/idempotency';
import { formatNumber } from '../../bridge/time';
import type { Archive, Archives } from '../../bridge/types';
import { DataTable } from '../../components/data-table';
import { actorText } from '../../components/describe';
import { Fold } from '../../components/fold';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { TaskError } from '../../components/task-error';
import { Time } from '../../components/time';
import { useTask } from '../../components/use-task';
import { useSite } from '../../site';
import { store } from '../../store';
import { shortDigest, sizeText, versionText } from './archive-words';

function Standing( { archive }: { archive: Archive } ) {
	return (
		<span className="smartalloc-ops__stack is-tight">
			{ archive.good && (
				<Mark
					shape="good"
					word={ __( 'Last known good', 'smartalloc-ops' ) }
				/>
			) }
			{ archive.installed && (
				<strong>{ __( 'Installed now', 'smartalloc-ops' ) }</strong>
			) }
			{ ! archive.good && ! archive.installed && (
				<span className="smartalloc-ops__quiet">
					{ __( 'Kept', 'smartalloc-ops' ) }
				</span>
			) }
		</span>
	);
}

function Drill( { drill }: Pick< Archive, 'drill' > ) {
	if ( drill === null ) {
		return (
			<span className="smartalloc-ops__quiet">
				{ __( 'never, as far as is known', 'smartalloc-ops' ) }
			</span>
		);
	}
	return (
		<span className="smartalloc-ops__stack is-tight">
			<span>
				<Mark
					shape={ drill.passed ? 'good' : 'critical' }
					word={
						drill.passed
							? __( 'Passed', 'smartalloc-ops' )
							: __( 'Not passed', 'smartalloc-ops' )
					}
				/>{ ' ' }
				<Time at={ drill.at } />
			</span>
			{ ! drill.passed && (
				<bdi className="smartalloc-ops__error">{ drill.detail }</bdi>
			) }
		</span>
	);
}

function RowButtons( {
	archive,
	onPin,
}: {
	archive: Archive;
	onPin: () => void;
} ) {
	const { drillBuild } = useDispatch( store );
	const task = useTask();
	const drill = () =>
		task.run( async () =>
			( await drillBuild( archive.id, newIdempotencyKey() ) )
				? __(
						'Passed: every file is as it was kept.',
						'smartalloc-ops'
					)
				: __(
						'Not passed: this build cannot be brought back.',
						'smartalloc-ops'
					)
		);
	return (
		<>
			<span className="smartalloc-ops__buttons">
				{ ! archive.good && (
					<GuardedButton
						capability="update_plugins"
						context={ archive.id }
						onClick={ onPin }
					>
						{ __( 'Name as good…', 'smartalloc-ops' ) }
					</GuardedButton>
				) }
				<GuardedButton
					capability="smartalloc_ops_rollback"
					context={ archive.id }
					is_busy={ task.busy }
					onClick={ drill }
				>
					{ __( 'Drill', 'smartalloc-ops' ) }
				</GuardedButton>
			</span>
			<TaskError error={ task.error } />
		</>
	);
}

interface ArchivesShown {
	archives: Archives;
	onPin: ( archive: Archive ) => void;
}

/** Runs, comes back, or could not be brought back: the others only take up room. */
function isOfNote( { good, installed, drill }: Archive ): boolean {
	return good || installed || drill?.passed === false;
}

/** The builds with what can be done with each; those that are merely kept are folded. */
export function ArchiveTables( { archives, onPin }: ArchivesShown ) {
	const { locale } = useSite();
	const others = archives.items.filter( ( one ) => ! isOfNote( one ) );
	return (
		<>
			{ others.length < Math.max( 1, archives.items.length ) && (
				<ArchiveTable
					caption={ __(
						'Kept builds, newest first',
						'smartalloc-ops'
					) }
					items={ archives.items.filter( isOfNote ) }
					onPin={ onPin }
				/>
			) }
			{ others.length > 0 && (
				<Fold
					summary={ sprintf(
						/* translators: %s: number of builds. */
						_n(
							'%s more build is kept',
							'%s more builds are kept',
							others.length,
							'smartalloc-ops'
						),
						formatNumber( others.length, locale )
					) }
				>
					<ArchiveTable
						caption={ __(
							'Other kept builds, newest first',
							'smartalloc-ops'
						) }
						items={ others }
						onPin={ onPin }
					/>
				</Fold>
			) }
		</>
	);
}

function ArchiveTable( {
	caption,
	items,
	onPin,
}: {
	caption: string;
	items: Archive[];
	onPin: ( archive: Archive ) => void;
} ) {
	const { locale } = useSite();
	return (
		<DataTable< Archive >
			caption={ caption }
			rows={ items }
			idOf={ ( { id } ) => id }
			empty={ __(
				'Nothing is kept yet. The installed build is kept by itself once its files have been still for half a minute.',
				'smartalloc-ops'
			) }
			columns={ [
				{
					id: 'version',
					label: __( 'Build', 'smartalloc-ops' ),
					heads_row: true,
					cell: ( archive ) => (
						<span className="smartalloc-ops__stack is-tight">
							<bdi>{ versionText( archive ) }</bdi>
							<code
								dir="ltr"
								className="smartalloc-ops__quiet"
								title={ archive.id }
							>
								{ shortDigest( archive.digest ) }
							</code>
						</span>
					),
				},
				{
					id: 'standing',
					label: __( 'Standing', 'smartalloc-ops' ),
					cell: ( archive ) => <Standing archive={ archive } />,
				},
				{
					id: 'kept',
					label: __( 'Kept at', 'smartalloc-ops' ),
					cell: ( { kept_at, kept_by } ) => (
						<span className="smartalloc-ops__stack is-tight">
							<Time at={ kept_at } />
							{ kept_by !== null && (
								<bdi className="smartalloc-ops__quiet">
									{ actorText( kept_by ) }
								</bdi>
							) }
						</span>
					),
				},
				{
					id: 'schema',
					label: __( 'Reads schema', 'smartalloc-ops' ),
					cell: ( { schema } ) =>
						schema === null ? (
							<span className="smartalloc-ops__quiet">
								{ __( 'does not say', 'smartalloc-ops' ) }
							</span>
						) : (
							<bdi>{ schema }</bdi>
						),
				},
				{
					id: 'files',
					label: __( 'Files', 'smartalloc-ops' ),
					numeric: true,
					cell: ( { files, bytes } ) => (
						<span className="smartalloc-ops__stack is-tight">
							<span className="smartalloc-ops__number">
								{ formatNumber( files, locale ) }
							</span>
							<span className="smartalloc-ops__quiet">
								{ sizeText( bytes, locale ) }
							</span>
						</span>
					),
				},
				{
					id: 'drill',
					label: __( 'Last drill', 'smartalloc-ops' ),
					cell: ( { drill } ) => <Drill drill={ drill } />,
				},
				{
					id: 'do',
					label: __( 'Actions', 'smartalloc-ops' ),
					cell: ( archive ) => (
						<RowButtons
							archive={ archive }
							onPin={ () => onPin( archive ) }
						/>
					),
				},
			] }
		/>
	);
}
