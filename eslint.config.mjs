import wordpress from '@wordpress/eslint-plugin';
import tseslint from 'typescript-eslint';

const typescript = [ '**/*.ts', '**/*.tsx' ];

// Type-aware rule sets speak about TypeScript only: without this they would also run on .mjs files, which have no program.
const for_typescript = ( configs ) =>
	configs.map( ( config ) => ( { ...config, files: typescript } ) );

export default [
	{
		ignores: [
			'build/**',
			'dist/**',
			'node_modules/**',
			'vendor/**',
			'.cache/**',
			'.site/**',
			'tests/doubles/**',
		],
	},
	...wordpress.configs.recommended,
	...for_typescript( tseslint.configs.recommendedTypeChecked ),
	...for_typescript( tseslint.configs.strict ),
	{
		files: typescript,
		languageOptions: {
			parserOptions: {
				projectService: true,
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			// Wire names stay snake_case, as core's do.
			camelcase: 'off',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/consistent-type-assertions': [
				'error',
				{ assertionStyle: 'never' },
			],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ ignoreRestSiblings: true, argsIgnorePattern: '^_' },
			],
			// React event handlers may be async: the store turns their rejections into notices.
			'@typescript-eslint/no-misused-promises': [
				'error',
				{ checksVoidReturn: { attributes: false } },
			],
		},
	},
	{
		rules: {
			'@wordpress/i18n-text-domain': [
				'error',
				{ allowedTextDomain: 'smartalloc-ops' },
			],
			'import/no-extraneous-dependencies': 'off',
			'jsdoc/require-param': 'off',
			'no-nested-ternary': 'error',
		},
	},
	{
		files: [
			'tools/**',
			'tests/e2e/**',
			'**/*.test.ts',
			'**/*.test.tsx',
			'*.config.*',
		],
		rules: {
			'no-console': 'off',
			camelcase: 'off',
		},
	},
];
