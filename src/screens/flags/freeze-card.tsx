import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Freeze } from '../../bridge/types';
import { FreezeSentence } from '../../components/freeze-sentence';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { useFocusTarget } from '../../components/use-focus-target';
import { useLive } from '../../store/polling';
import { FreezeDialog } from './freeze-dialog';

function Present( { freeze }: { freeze: Freeze } ) {
	return freeze.frozen ? (
		<p>
			<Mark shape="held" word={ __( 'Frozen', 'smartalloc-ops' ) } bare />{ ' ' }
			<FreezeSentence freeze={ freeze } />
		</p>
	) : (
		<p>
			{ __(
				'Not frozen: flags can be changed in both directions.',
				'smartalloc-ops'
			) }
		</p>
	);
}

/** One freeze over all flags. */
export function FreezeCard( { focused }: { focused: boolean } ) {
	const live = useLive( paths.freeze );
	const ref = useFocusTarget< HTMLElement >( focused );
	const [ asked, setAsked ] = useState< boolean | null >( null );
	return (
		<section ref={ ref } tabIndex={ -1 } className="smartalloc-ops__card">
			<h3>{ __( 'Freeze', 'smartalloc-ops' ) }</h3>
			<Loaded live={ live } rows={ 1 }>
				{ ( freeze ) => (
					<div className="smartalloc-ops__freeze">
						<div>
							<Present freeze={ freeze } />
							<p className="smartalloc-ops__quiet">
								{ __(
									'While the flags are frozen only their safe direction is open. A rollback can still contain trouble; what it has set goes back when the freeze is over.',
									'smartalloc-ops'
								) }
							</p>
						</div>
						<div className="smartalloc-ops__buttons">
							<GuardedButton
								capability="smartalloc_ops_flags"
								onClick={ () => setAsked( true ) }
							>
								{ freeze.frozen
									? __( 'Move its end…', 'smartalloc-ops' )
									: __(
											'Freeze the flags…',
											'smartalloc-ops'
										) }
							</GuardedButton>
							{ freeze.frozen && (
								<GuardedButton
									capability="smartalloc_ops_flags"
									onClick={ () => setAsked( false ) }
								>
									{ __(
										'Open the flags…',
										'smartalloc-ops'
									) }
								</GuardedButton>
							) }
						</div>
						{ asked !== null && (
							<FreezeDialog
								freeze={ freeze }
								wanted={ asked }
								onClose={ () => setAsked( null ) }
							/>
						) }
					</div>
				) }
			</Loaded>
		</section>
	);
}
