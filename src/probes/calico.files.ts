import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {present} from '../parsers/json-value.ts';

export interface CalicoFiles {
	/** The node's name as calico-node wrote it when it started. */
	readonly nodeName?: string;
	/** MTU of new pods, where the CNI configuration leaves it to Felix. Canal fixes it there. */
	readonly mtu?: number;
}

/** Also nothing from a bundle of a version that did not read it. */
const mtuIn = (reply: Reply | undefined): number | undefined => {
	const text = reply?.status === 'answered' ? reply.body.trim() : '';
	return /^[1-9]\d{1,4}$/.test(text) ? Number(text) : undefined;
};

export const calicoFiles = defineProbe({
	id: 'calico.files',
	summary: 'what calico-node leaves for the CNI plugin in /var/lib/calico',
	requests: () => [file('/var/lib/calico/nodename'), file('/var/lib/calico/mtu')],
	parse: ([name, mtu]): CalicoFiles => ({
		...present({nodeName: textIfFound(name)?.trim(), mtu: mtuIn(mtu)}),
	}),
});
