import {defineRenderer} from './renderer.ts';

export const json = defineRenderer({
	id: 'json',
	summary: 'the whole report as one versioned JSON tree',
	render: report => `${JSON.stringify(report, undefined, 2)}\n`,
});
