import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach( () => {
	cleanup();
} );

// jsdom has neither; @wordpress/components asks for both on first render.
// eslint-disable-next-line @typescript-eslint/unbound-method -- only asks whether it is there.
window.matchMedia ??= ( query ) => ( {
	matches: false,
	media: query,
	onchange: null,
	addListener: () => undefined,
	removeListener: () => undefined,
	addEventListener: () => undefined,
	removeEventListener: () => undefined,
	dispatchEvent: () => false,
} );
window.ResizeObserver ??= class {
	observe() {}
	unobserve() {}
	disconnect() {}
};
