import type { MouseEvent, ReactNode } from 'react';

import type { Action, Refusal } from '../bridge/types';
import { navigate, ownSearch, routeHref, type Target } from '../router';
import { CopyButton } from './copy-button';

function isPlainClick( event: MouseEvent ): boolean {
	return (
		event.button === 0 &&
		! event.metaKey &&
		! event.ctrlKey &&
		! event.shiftKey &&
		! event.altKey
	);
}

interface LinkProps {
	href: string;
	children: ReactNode;
	className?: string | undefined;
	current?: boolean;
}

/** A link into our own page changes the tab without loading anything. */
export function Link( {
	href,
	children,
	className,
	current = false,
}: LinkProps ) {
	return (
		<a
			href={ href }
			className={ className }
			aria-current={ current ? 'page' : undefined }
			onClick={ ( event ) => {
				const search = ownSearch( href, window.location );
				if ( search !== null && isPlainClick( event ) ) {
					event.preventDefault();
					navigate( search );
				}
			} }
		>
			{ children }
		</a>
	);
}

interface TabLinkProps extends Omit< LinkProps, 'href' > {
	to: Target;
}

export function TabLink( { to, ...rest }: TabLinkProps ) {
	return (
		<Link { ...rest } href={ routeHref( window.location.search, to ) } />
	);
}

/** Commands stay left to right and can be copied whole. */
export function Command( { command }: { command: string } ) {
	return (
		<span className="smartalloc-ops__command">
			<code dir="ltr">{ command }</code>
			<CopyButton text={ command } />
		</span>
	);
}

export function ActionItem( { action }: { action: Action } ) {
	return action.kind === 'link' ? (
		<Link href={ action.target }>{ action.label }</Link>
	) : (
		<span>
			{ action.label } <Command command={ action.target } />
		</span>
	);
}

export function ActionList( { actions }: { actions: Action[] } ) {
	return actions.length === 0 ? null : (
		<ul className="smartalloc-ops__actions">
			{ actions.map( ( action ) => (
				<li key={ action.kind + action.target }>
					<ActionItem action={ action } />
				</li>
			) ) }
		</ul>
	);
}

/** Why not, and the way forward. */
export function Refusals( { refusals }: { refusals: Refusal[] } ) {
	return (
		<ul className="smartalloc-ops__refusals">
			{ refusals.map( ( refusal ) => (
				<li key={ refusal.code + refusal.message }>
					{ refusal.message }{ ' ' }
					{ refusal.action && (
						<ActionItem action={ refusal.action } />
					) }
				</li>
			) ) }
		</ul>
	);
}
