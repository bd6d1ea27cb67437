import { __, sprintf } from '@wordpress/i18n';

import { formatClock } from '../../bridge/time';
import type { Overview, Status } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { Mark } from '../../components/mark';
import { Said } from '../../components/said';
import { Time } from '../../components/time';
import { statusWord } from '../../components/words';
import { useNow, useSite } from '../../site';
import { useFreshness } from '../../store/polling';

/** So long a verdict may stand while nothing new comes. */
const TRUST_MS = 60_000;

/** When the headline was last confirmed, if that is too long ago to stand by it. */
function useOutdated(): number | null {
	const { failures, updated_at } = useFreshness();
	// Both clocks are this computer's: the site's may differ.
	useNow();
	return failures > 0 &&
		updated_at !== null &&
		Date.now() - updated_at > TRUST_MS
		? updated_at
		: null;
}

function HeadlineMark( {
	status,
	outdated,
}: {
	status: Status;
	outdated: number | null;
} ) {
	const site = useSite();
	return outdated === null ? (
		// The sentence itself begins with how things stand.
		<Mark shape={ status } word={ statusWord( status ) } bare />
	) : (
		<Mark
			shape="unknown"
			word={ sprintf(
				/* translators: 1: a status, e.g. Good; 2: time of day. */
				__( 'Unknown; at %2$s it was: %1$s', 'smartalloc-ops' ),
				statusWord( status ),
				formatClock( outdated, site )
			) }
		/>
	);
}

/** The one sentence, and the one overall colour of the page. */
export function Headline( { headline }: { headline: Overview[ 'headline' ] } ) {
	const outdated = useOutdated();
	const shown = outdated === null ? headline.status : 'unknown';
	return (
		<div
			className={ `smartalloc-ops__headline smartalloc-ops__headline--${ shown.replace(
				/_/g,
				'-'
			) }` }
		>
			<p className="smartalloc-ops__sentence">
				<HeadlineMark
					status={ headline.status }
					outdated={ outdated }
				/>
				<span>
					<strong>
						<Said>{ headline.text }</Said>
					</strong>
					{ headline.since !== null && (
						<span className="smartalloc-ops__quiet">
							{ ' ' }
							{ __( 'since', 'smartalloc-ops' ) }{ ' ' }
							<Time at={ headline.since } as="clock" />
						</span>
					) }
				</span>
			</p>
			<TabLink
				to={ { tab: 'rollback' } }
				className="components-button is-secondary is-next-40px-default-size"
			>
				{ __( 'Roll back…', 'smartalloc-ops' ) }
			</TabLink>
		</div>
	);
}
