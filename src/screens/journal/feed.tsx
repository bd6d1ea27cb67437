import { __ } from '@wordpress/i18n';

import type { JournalEntry } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { actorText } from '../../components/describe';
import { Time } from '../../components/time';
import { kindWord } from './words';

function Evidence( { entry }: { entry: JournalEntry } ) {
	switch ( entry.tab ) {
		case 'flags':
			return (
				<TabLink
					to={ {
						tab: 'flags',
						focus: entry.subject.replace( /^flag:/, '' ),
					} }
				>
					{ __( 'Show the flag', 'smartalloc-ops' ) }
				</TabLink>
			);
		case 'rollback':
			return (
				<TabLink to={ { tab: 'rollback', run: entry.run_id } }>
					{ __( 'Show the run', 'smartalloc-ops' ) }
				</TabLink>
			);
		case 'settings':
			return (
				<TabLink to={ { tab: 'settings', focus: 'history' } }>
					{ __( 'Show the settings', 'smartalloc-ops' ) }
				</TabLink>
			);
		case 'queue':
			return (
				<TabLink to={ { tab: 'queue' } }>
					{ __( 'Show the queues', 'smartalloc-ops' ) }
				</TabLink>
			);
		case null:
			return null;
	}
}

/** Who did what, when and why, one line each. */
export function Feed( { entries }: { entries: JournalEntry[] } ) {
	return (
		<ol className="smartalloc-ops__history smartalloc-ops__feed">
			{ entries.map( ( entry ) => (
				<li key={ entry.key }>
					<p>
						<Time at={ entry.at } />{ ' ' }
						<span className="smartalloc-ops__quiet">
							{ kindWord( entry.kind ) }
						</span>{ ' ' }
						<bdi>{ actorText( entry.actor ) }</bdi>:{ ' ' }
						<strong>
							<bdi>{ entry.change }</bdi>
						</strong>{ ' ' }
						{ entry.reason !== '' && (
							<>
								“<bdi>{ entry.reason }</bdi>”{ ' ' }
							</>
						) }
						<Evidence entry={ entry } />
					</p>
				</li>
			) ) }
		</ol>
	);
}
