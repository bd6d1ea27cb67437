import { Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Settings, SettingsSection } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CapabilityNote } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import { ChannelsSection } from './channels-section';
import { CoverageSection } from './coverage-section';
import type { Draft } from './draft';
import { MetricsSection } from './metrics-section';
import { SettingsForm } from './settings-form';
import { SettingsHistory } from './settings-history';

interface SettingsScreenProps {
	/** Which section is shown, by its id; signals and history are two of them. */
	focus: string | null;
}

/** Sections that hold no settings. */
const OTHERS = [ 'metrics', 'coverage', 'history' ] as const;

interface SectionProps {
	shown: SettingsSection | ( typeof OTHERS )[ number ];
	settings: Settings;
	draft: Draft;
	onDraft: ( draft: Draft ) => void;
}

function Section( { shown, ...form }: SectionProps ) {
	switch ( shown ) {
		case 'metrics':
			return <MetricsSection />;
		case 'coverage':
			return <CoverageSection />;
		case 'history':
			return <SettingsHistory />;
		case 'recipients':
			return (
				<>
					<SettingsForm key={ shown } section={ shown } { ...form } />
					<ChannelsSection />
				</>
			);
		case 'smartalloc':
		case 'kpis':
		case 'minimums':
		case 'retention':
		case 'policies':
			return <SettingsForm key={ shown } section={ shown } { ...form } />;
	}
}

function Sections( {
	settings,
	focus,
}: SettingsScreenProps & { settings: Settings } ) {
	const [ draft, setDraft ] = useState< Draft >( {} );
	const shown =
		settings.sections.find( ( { id } ) => id === focus )?.id ??
		OTHERS.find( ( id ) => id === focus ) ??
		'smartalloc';
	const links = [
		...settings.sections.map( ( { id, title } ) => ( { id, title } ) ),
		{ id: 'metrics', title: __( 'Metrics', 'smartalloc-ops' ) },
		{ id: 'coverage', title: __( 'Signals', 'smartalloc-ops' ) },
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
			<Section
				shown={ shown }
				settings={ settings }
				draft={ draft }
				onDraft={ setDraft }
			/>
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
