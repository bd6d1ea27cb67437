import { __, sprintf } from '@wordpress/i18n';

import { formatDuration } from '../../bridge/time';
import type { QueueProcessor } from '../../bridge/types';
import { CountText } from '../../components/count';
import { Time } from '../../components/time';
import { useSite } from '../../site';

function LockText( { processor }: { processor: QueueProcessor } ) {
	if ( processor.lock_since === null && ! processor.at_work ) {
		return <>{ __( 'no process holds it', 'smartalloc-ops' ) }</>;
	}
	return (
		<>
			{ processor.at_work
				? __( 'a process holds it since', 'smartalloc-ops' )
				: __(
						'has run out; its process is gone. It was taken',
						'smartalloc-ops'
					) }{ ' ' }
			<Time at={ processor.lock_since } />
		</>
	);
}

function HealthText( { processor }: { processor: QueueProcessor } ) {
	const { locale } = useSite();
	if ( processor.health_check_at === null ) {
		return (
			<>
				{ processor.batches.value > 0
					? __( 'not scheduled', 'smartalloc-ops' )
					: __(
							'not scheduled, as nothing waits',
							'smartalloc-ops'
						) }
			</>
		);
	}
	return (
		<>
			<Time at={ processor.health_check_at } />
			{ processor.health_check_every_s !== null && (
				<>
					{ ' ' }
					<span className="smartalloc-ops__quiet">
						{ sprintf(
							/* translators: %s: a span of time. */
							__( 'and every %s from then', 'smartalloc-ops' ),
							formatDuration(
								processor.health_check_every_s,
								locale
							)
						) }
					</span>
				</>
			) }
		</>
	);
}

/** What works on the batches of a processor, and what would if that were lost. */
export function ProcessorFacts( {
	processor,
	about,
}: {
	processor: QueueProcessor;
	about: string;
} ) {
	return (
		<>
			<p>{ about }</p>
			<dl className="smartalloc-ops__facts">
				<div>
					<dt>{ __( 'Batches waiting', 'smartalloc-ops' ) }</dt>
					<dd>
						<CountText count={ processor.batches } />
					</dd>
				</div>
				<div>
					<dt>{ __( 'Lock of its process', 'smartalloc-ops' ) }</dt>
					<dd>
						<LockText processor={ processor } />
					</dd>
				</div>
				<div>
					<dt>{ __( 'Next health check', 'smartalloc-ops' ) }</dt>
					<dd>
						<HealthText processor={ processor } />
					</dd>
				</div>
				<div>
					<dt>{ __( 'Identifier', 'smartalloc-ops' ) }</dt>
					<dd>
						<code dir="ltr">{ processor.identifier }</code>
					</dd>
				</div>
			</dl>
		</>
	);
}
