import { useMemo } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import { CopyButton } from '../../components/copy-button';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { navigate, useSearch } from '../../router';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';
import { Feed } from './feed';
import { FilterBar } from './filter-bar';
import { filtersOf, queryOf, searchWith, type Filters } from './filters';
import { VerifyPanel } from './verify-panel';
import { asLine } from './words';

export function JournalScreen() {
	const site = useSite();
	const search = useSearch();
	const filters = useMemo( () => filtersOf( search ), [ search ] );
	const pager = usePager< string >( search );
	const live = useLive(
		paths.journal( queryOf( filters, site.offset_minutes, pager.before ) )
	);
	const narrow = ( next: Filters ) => navigate( searchWith( search, next ) );
	return (
		<>
			<FilterBar
				filters={ filters }
				entries={ live.data?.items ?? [] }
				onChange={ narrow }
			/>
			<Loaded live={ live } rows={ 10 }>
				{ ( { items, next_cursor, chain } ) => (
					<>
						<section className="smartalloc-ops__card">
							{ items.length === 0 ? (
								<p className="smartalloc-ops__empty">
									{ Object.keys( filters ).length === 0
										? __(
												'Nobody has done anything here yet.',
												'smartalloc-ops'
											)
										: __(
												'Nothing like that was done.',
												'smartalloc-ops'
											) }
								</p>
							) : (
								<Feed
									entries={ items }
									onOnly={
										filters.subject === undefined
											? ( subject ) =>
													narrow( {
														...filters,
														subject,
													} )
											: undefined
									}
								/>
							) }
							<div className="smartalloc-ops__buttons">
								<PagerButtons
									pager={ pager }
									next_before={ next_cursor }
								/>
								{ items.length > 0 && (
									<CopyButton
										text={ items
											.map( ( entry ) =>
												asLine( entry, site )
											)
											.join( '\n' ) }
										label={ __(
											'Copy this page as text',
											'smartalloc-ops'
										) }
									/>
								) }
							</div>
						</section>
						<VerifyPanel chain={ chain } />
					</>
				) }
			</Loaded>
		</>
	);
}
