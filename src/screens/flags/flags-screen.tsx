import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Flag } from '../../bridge/types';
import { flagKey } from '../../components/describe';
import { CapabilityNote } from '../../components/guarded-button';
import { Loaded } from '../../components/states';
import { replaceRoute } from '../../router';
import { useCan } from '../../site';
import { useLive } from '../../store/polling';
import { FlagResult } from './flag-result';
import { FlagRow } from './flag-row';
import { FreezeCard } from './freeze-card';
import { groupFlags } from './group-flags';
import { useFlagDialog } from './use-flag-dialog';

interface FlagListProps {
	flags: Flag[];
	focus: string | null;
	change: string | null;
}

function FlagList( { flags, focus, change }: FlagListProps ) {
	const allowed = useCan( 'smartalloc_ops_flags' );
	const { open, dialog, done, setDone } = useFlagDialog(
		flags,
		allowed ? change : null,
		() => replaceRoute( { tab: 'flags' } )
	);
	return (
		<>
			{ groupFlags( flags ).map( ( group ) => (
				<section key={ group.flag } className="smartalloc-ops__card">
					<h3>{ group.title }</h3>
					<p>{ group.description }</p>
					<ul className="smartalloc-ops__flags">
						{ group.switches.map( ( flag ) => {
							const key = flagKey( flag.flag, flag.scope );
							return (
								<FlagRow
									key={ key }
									flag={ flag }
									focused={ key === focus }
									onChange={ () => open( flag ) }
									onRevert={ ( target ) =>
										open( flag, target )
									}
									result={
										done?.key === key && (
											<FlagResult
												flag={ flag }
												done={ done }
												onDone={ setDone }
											/>
										)
									}
								/>
							);
						} ) }
					</ul>
				</section>
			) ) }
			{ dialog }
		</>
	);
}

interface FlagsScreenProps {
	focus: string | null;
	change: string | null;
}

export function FlagsScreen( { focus, change }: FlagsScreenProps ) {
	const live = useLive( paths.flags );
	return (
		<>
			<CapabilityNote capability="smartalloc_ops_flags" />
			<FreezeCard focused={ focus === 'freeze' } />
			<Loaded live={ live } rows={ 8 }>
				{ ( { items } ) =>
					items.length === 0 ? (
						<p className="smartalloc-ops__empty">
							{ __(
								'This site has no flags: nothing of SmartAlloc can be held back here.',
								'smartalloc-ops'
							) }
						</p>
					) : (
						<FlagList
							flags={ items }
							focus={ focus }
							change={ change }
						/>
					)
				}
			</Loaded>
		</>
	);
}
