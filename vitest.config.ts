import { defineConfig } from 'vitest/config';

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
