import { Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Settings } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import type { Draft } from './draft';
import { SettingsForm } from './settings-form';
import { SettingsHistory } from './settings-history';

interface SettingsScreenProps {
	/** Which section is shown, by its id; history is one of them. */
	focus: string | null;
}

function Sections( {
	settings,
	focus,
}: SettingsScreenProps & { settings: Settings } ) {
	const [ draft, setDraft ] = useState< Draft >( {} );
	const shown =
		settings.sections.find( ( { id } ) => id === focus )?.id ??
		( focus === 'history' ? 'history' : 'smartalloc' );
	const links = [
		...settings.sections.map( ( { id, title } ) => ( { id, title } ) ),
		{ id: 'history', title: __( 'History', 'smartalloc-ops' ) },
	];
	return (
		<>
			<nav
				aria-label={ __(
					'Sections of the settings',
					'smartalloc-ops'
				) }
			>
				<ul className="smartalloc-ops__inline smartalloc-ops__views">
					{ links.map( ( { id, title } ) => (
						<li key={ id }>
							<TabLink
								to={ { tab: 'settings', focus: id } }
								current={ id === shown }
							>
								{ title }
							</TabLink>
						</li>
					) ) }
				</ul>
			</nav>
			{ settings.drifted && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="smartalloc-ops__notice"
				>
					{ __(
						'The stored option was written past the settings. The next tick puts it back to the newest revision and says so in the journal.',
						'smartalloc-ops'
					) }
				</Notice>
			) }
			{ shown === 'history' ? (
				<SettingsHistory />
			) : (
				<SettingsForm
					key={ shown }
					settings={ settings }
					section={ shown }
					draft={ draft }
					onDraft={ setDraft }
				/>
			) }
		</>
	);
}

export function SettingsScreen( { focus }: SettingsScreenProps ) {
	const live = useLive( paths.settings );
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_settings" />
			<Loaded live={ live } rows={ 8 }>
				{ ( settings ) => (
					<Sections settings={ settings } focus={ focus } />
				) }
			</Loaded>
		</>
	);
}
