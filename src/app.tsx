import { lazy, Suspense, useEffect, useRef } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from './bridge/api';
import { TabLink } from './components/actions';
import { Header } from './components/header';
import { StaleNotice } from './components/stale-notice';
import { Boundary, Skeleton } from './components/states';
import { TABS, useRoute, type Route, type Tab } from './router';
import { OverviewScreen } from './screens/overview/overview-screen';
import { SiteProvider } from './site';
import { PollingProvider } from './store/polling';
import { useResource } from './store/use-resource';

const HealthScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "health" */ './screens/health/health-screen'
		)
	).HealthScreen,
} ) );
const KpisScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "kpis" */ './screens/kpis/kpis-screen'
		)
	).KpisScreen,
} ) );
const AlertsScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "alerts" */ './screens/alerts/alerts-screen'
		)
	).AlertsScreen,
} ) );
const QueueScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "queue" */ './screens/queue/queue-screen'
		)
	).QueueScreen,
} ) );
const EntryScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "entry" */ './screens/entry/entry-screen'
		)
	).EntryScreen,
} ) );
const FlagsScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "flags" */ './screens/flags/flags-screen'
		)
	).FlagsScreen,
} ) );
const RollbackScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "rollback" */ './screens/rollback/rollback-screen'
		)
	).RollbackScreen,
} ) );

const SettingsScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "settings" */ './screens/settings/settings-screen'
		)
	).SettingsScreen,
} ) );

const JournalScreen = lazy( async () => ( {
	default: (
		await import(
			/* webpackChunkName: "journal" */ './screens/journal/journal-screen'
		)
	).JournalScreen,
} ) );

function tabTitle( tab: Tab ): string {
	switch ( tab ) {
		case 'overview':
			return __( 'Overview', 'smartalloc-ops' );
		case 'health':
			return __( 'Health', 'smartalloc-ops' );
		case 'kpis':
			return __( 'KPIs', 'smartalloc-ops' );
		case 'alerts':
			return __( 'Alerts', 'smartalloc-ops' );
		case 'queue':
			return __( 'Queue', 'smartalloc-ops' );
		case 'entry':
			return __( 'Entry', 'smartalloc-ops' );
		case 'flags':
			return __( 'Flags', 'smartalloc-ops' );
		case 'rollback':
			return __( 'Rollback', 'smartalloc-ops' );
		case 'settings':
			return __( 'Settings', 'smartalloc-ops' );
		case 'journal':
			return __( 'Journal', 'smartalloc-ops' );
	}
}

function Screen( { route }: { route: Route } ) {
	switch ( route.tab ) {
		case 'overview':
			return <OverviewScreen />;
		case 'health':
			return <HealthScreen focus={ route.focus } />;
		case 'kpis':
			return <KpisScreen route={ route } />;
		case 'alerts':
			return (
				<AlertsScreen
					focus={ route.focus }
					state={ route.state }
					decision={ route.decision }
				/>
			);
		case 'queue':
			return <QueueScreen focus={ route.focus } state={ route.state } />;
		case 'entry':
			return <EntryScreen entry={ route.entry } />;
		case 'flags':
			return (
				<FlagsScreen focus={ route.focus } change={ route.change } />
			);
		case 'rollback':
			return (
				<RollbackScreen
					run={ route.run }
					view={ route.view }
					focus={ route.focus }
				/>
			);
		case 'settings':
			return <SettingsScreen focus={ route.focus } />;
		case 'journal':
			return <JournalScreen />;
	}
}

function Tabs( { current }: { current: Tab } ) {
	return (
		<nav
			className="nav-tab-wrapper smartalloc-ops__tabs"
			aria-label={ __( 'SmartAlloc Ops', 'smartalloc-ops' ) }
		>
			{ TABS.map( ( tab ) => (
				<TabLink
					key={ tab }
					to={ { tab } }
					current={ tab === current }
					className={ `nav-tab${
						tab === current ? ' nav-tab-active' : ''
					}` }
				>
					{ tabTitle( tab ) }
				</TabLink>
			) ) }
		</nav>
	);
}

const page_title = document.title;

export function App() {
	const overview = useResource( paths.overview );
	const route = useRoute();
	const panel = useRef< HTMLDivElement >( null );
	const entered = useRef( route.tab );
	useEffect( () => {
		// A link inside the old screen is gone by now, and the focus with it.
		const page = panel.current?.ownerDocument;
		if (
			entered.current !== route.tab &&
			page?.activeElement === page?.body
		) {
			panel.current?.focus();
		}
		entered.current = route.tab;
		document.title = `${ tabTitle( route.tab ) } ‹ ${ page_title }`;
	}, [ route.tab ] );
	return (
		<SiteProvider
			overview={ overview.data }
			received_at={ overview.received_at }
		>
			<PollingProvider>
				<Header known={ overview.data !== undefined } />
				<Tabs current={ route.tab } />
				<StaleNotice />
				<div
					ref={ panel }
					tabIndex={ -1 }
					className="smartalloc-ops__panel"
				>
					<h2 className="screen-reader-text">
						{ tabTitle( route.tab ) }
					</h2>
					<Boundary key={ route.tab }>
						<Suspense
							fallback={
								<Skeleton
									rows={ 6 }
									label={ __( 'Loading', 'smartalloc-ops' ) }
								/>
							}
						>
							<Screen route={ route } />
						</Suspense>
					</Boundary>
				</div>
			</PollingProvider>
		</SiteProvider>
	);
}
