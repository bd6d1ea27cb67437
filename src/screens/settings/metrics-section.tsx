import { Button, Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { MetricsAccess } from '../../bridge/types';
import { CopyButton } from '../../components/copy-button';
import { GuardedButton } from '../../components/guarded-button';
import { Mark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { MetricsDialog } from './metrics-dialog';

/** The one moment at which the token can be read. */
function NewToken( {
	token,
	onClose,
}: {
	token: string;
	onClose: () => void;
} ) {
	return (
		<Notice
			status="warning"
			isDismissible={ false }
			className="smartalloc-ops__notice"
		>
			<p>
				{ __(
					'This is the token. Copy it now: it is not stored, and nobody can show it again.',
					'smartalloc-ops'
				) }
			</p>
			<p>
				<code dir="ltr">{ token }</code>
			</p>
			<div className="smartalloc-ops__buttons">
				<CopyButton
					text={ token }
					label={ __( 'Copy the token', 'smartalloc-ops' ) }
				/>
				<Button variant="secondary" onClick={ onClose }>
					{ __( 'I have it', 'smartalloc-ops' ) }
				</Button>
			</div>
		</Notice>
	);
}

function AccessState( { access }: { access: MetricsAccess } ) {
	return access.on ? (
		<>
			<Mark
				shape="good"
				word={ sprintf(
					/* translators: %s: last four characters of a token. */
					__(
						'On, for whoever has the token that ends with %s',
						'smartalloc-ops'
					),
					access.ends ?? ''
				) }
			/>{ ' ' }
			{ access.changed_at !== null && <Time at={ access.changed_at } /> }
		</>
	) : (
		<Mark
			shape="not_set_up"
			word={ __( 'Off: there is no token', 'smartalloc-ops' ) }
		/>
	);
}

/** Who may read the metrics of this site by machine. */
export function MetricsSection() {
	const live = useLive( paths.metrics_access );
	const [ open, setOpen ] = useState< 'make' | 'revoke' | null >( null );
	const [ token, setToken ] = useState< string | null >( null );
	return (
		<section className="smartalloc-ops__card">
			<h3>{ __( 'Metrics for Prometheus', 'smartalloc-ops' ) }</h3>
			<p>
				{ __(
					'A scraper of your own keeps the history of a large site and raises its alarms. It reads numbers and verdicts, no names and no contents, and shows a token of its own in each request.',
					'smartalloc-ops'
				) }
			</p>
			<Loaded live={ live } rows={ 2 }>
				{ ( access ) => (
					<div className="smartalloc-ops__stack">
						<p>
							<AccessState access={ access } />
						</p>
						<p>
							{ __( 'It reads at:', 'smartalloc-ops' ) }{ ' ' }
							<code dir="ltr">{ access.url }</code>
						</p>
						{ token !== null && (
							<NewToken
								token={ token }
								onClose={ () => setToken( null ) }
							/>
						) }
						<div className="smartalloc-ops__buttons">
							<GuardedButton
								capability="smartalloc_ops_settings"
								onClick={ () => setOpen( 'make' ) }
							>
								{ access.on
									? __(
											'Replace the token…',
											'smartalloc-ops'
										)
									: __( 'Make a token…', 'smartalloc-ops' ) }
							</GuardedButton>
							{ access.on && (
								<GuardedButton
									capability="smartalloc_ops_settings"
									is_destructive
									onClick={ () => setOpen( 'revoke' ) }
								>
									{ __(
										'Revoke the token…',
										'smartalloc-ops'
									) }
								</GuardedButton>
							) }
						</div>
						{ open !== null && (
							<MetricsDialog
								access={ access }
								revokes={ open === 'revoke' }
								onToken={ setToken }
								onClose={ () => setOpen( null ) }
							/>
						) }
					</div>
				) }
			</Loaded>
		</section>
	);
}
