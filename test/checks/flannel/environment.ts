import type {Environment} from '../../../src/core/environment.ts';
import {told} from '../../../src/testing.ts';

/** An agent called node-2 of a cluster with rke2-flannel. */
export const onFlannel: Partial<Environment> = {
	cni: told('flannel'),
	overlayDevice: told('flannel.4096'),
};
