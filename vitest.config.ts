import {defineConfig} from 'vitest/config';

export default defineConfig({
	resolve: {conditions: ['source']},
	ssr: {resolve: {conditions: ['source']}},
	test: {
		include: ['test/**/*.test.ts'],
		environment: 'node',
		setupFiles: ['test/setup.ts'],
		testTimeout: 20_000,
		// No test changes what others share, and each file alone would load all checks again: ten times as long.
		isolate: false,
		maxWorkers: '100%',
	},
});
