import { Button } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
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
		case 'alerts':
			return (
				<TabLink
					to={ {
						tab: 'alerts',
						focus: entry.subject.replace( /^alert:/, '' ),
					} }
				>
					{ __( 'Show the alert', 'smartalloc-ops' ) }
				</TabLink>
			);
		case null:
			return null;
	}
}

function Who( { entry }: { entry: JournalEntry } ) {
	const parts = {
		actor: <bdi>{ actorText( entry.actor ) }</bdi>,
		reason: <bdi>{ entry.reason }</bdi>,
	};
	return entry.reason === ''
		? createInterpolateElement(
				__( 'by <actor />', 'smartalloc-ops' ),
				parts
			)
		: createInterpolateElement(
				__( 'by <actor />: “<reason />”', 'smartalloc-ops' ),
				parts
			);
}

interface FeedProps {
	entries: JournalEntry[];
	/** Narrows the feed to one thing; missing when it is that already. */
	onOnly?: ( ( subject: string ) => void ) | undefined;
}

/** When, what, by whom and why: the eye runs down the times or down the sentences. */
export function Feed( { entries, onOnly }: FeedProps ) {
	return (
		<ol className="smartalloc-ops__history smartalloc-ops__feed">
			{ entries.map( ( entry ) => (
				<li key={ entry.key }>
					<p className="smartalloc-ops__quiet">
						<Time at={ entry.at } />
					</p>
					<div>
						<p>
							<strong>
								<bdi>{ entry.change }</bdi>
							</strong>
						</p>
						<p className="smartalloc-ops__quiet">
							{ kindWord( entry.kind ) }
							{ ' · ' }
							<Who entry={ entry } />
						</p>
					</div>
					<div className="smartalloc-ops__inline">
						<Evidence entry={ entry } />
						{ onOnly && (
							<Button
								variant="link"
								onClick={ () => onOnly( entry.subject ) }
							>
								{ __( 'Only this', 'smartalloc-ops' ) }
								<span className="screen-reader-text">
									{ ' ' }
									{ entry.subject }
								</span>
							</Button>
						) }
					</div>
				</li>
			) ) }
		</ol>
	);
}
