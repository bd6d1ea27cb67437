import { defineConfig } from 'vitest/config';

/** Bundled once: the components of WordPress are thousands of files, and each test file would load them one by one. */
const BUNDLED = {
	enabled: true,
	include: [
		'@testing-library/react',
		'@testing-library/user-event',
		'@wordpress/a11y',
		'@wordpress/api-fetch',
		'@wordpress/components',
		'@wordpress/data',
		'@wordpress/element',
		'@wordpress/i18n',
		'@wordpress/url',
		'react',
		'react-dom',
		'react-dom/client',
		'react/jsx-runtime',
	],
};

export default defineConfig( {
	test: {
		restoreMocks: true,
		projects: [
			{
				extends: true,
				test: {
					name: 'src',
					environment: 'jsdom',
					include: [ 'src/**/*.test.{ts,tsx}' ],
					exclude: [ 'src/cli/**' ],
					setupFiles: [ 'tools/vitest-setup.ts' ],
					deps: { optimizer: { client: BUNDLED } },
				},
			},
			{
				extends: true,
				test: {
					name: 'cli',
					environment: 'node',
					include: [ 'src/cli/**/*.test.ts' ],
				},
			},
			{
				extends: true,
				test: {
					name: 'tools',
					environment: 'node',
					include: [ 'tools/**/*.test.ts' ],
				},
			},
			{
				extends: true,
				test: {
					name: 'wire',
					environment: 'node',
					include: [ 'tests/wire/**/*.test.ts' ],
				},
			},
		],
	},
} );
