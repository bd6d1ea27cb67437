import { register } from '@wordpress/data';
import { createRoot, StrictMode } from '@wordpress/element';

import { App } from './app';
import { store } from './store';
import './style.scss';

register( store );

const mount = document.getElementById( 'smartalloc-ops-root' );

if ( mount ) {
	createRoot( mount ).render(
		<StrictMode>
			<App />
		</StrictMode>
	);
}
