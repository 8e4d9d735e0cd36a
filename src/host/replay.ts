import type {Host} from '../core/host.ts';

export const createReplayHost = (_bundle: unknown, path: string): Host => ({
	origin: `bundle:${path}`,
	read: async () => ({status: 'unanswered', reason: 'not-recorded', detail: 'not written yet'}),
});
