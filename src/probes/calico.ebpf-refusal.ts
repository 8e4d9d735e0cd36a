import {Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {logEndsOf, logRequests} from '../derive/container-logs.ts';
import {calicoContainers} from './calico.containers.ts';
import {crictlContainers} from './crictl.containers.ts';
import {ipLink} from './ip.link.ts';

/** https://github.com/projectcalico/calico/blob/master/felix/daemon/daemon.go, said once at each start of Felix. */
const turnedOff = /BPF dataplane mode enabled but not supported by the kernel/;
const started = /Felix starting up/;

export interface EbpfRefusal {
	readonly path: string;
	readonly line: string;
}

export const calicoEbpfRefusal = defineProbe({
	id: 'calico.ebpf-refusal',
	summary:
		'that Felix has turned eBPF off for the kernel, where no kube-proxy runs; unknown where its log no longer goes back to its start',
	needs: {calico: calicoContainers, containers: crictlContainers, links: ipLink},
	requests: ({calico}) => logRequests(calico.pod),
	parse: (replies, {calico: {pod}, containers, links}): {readonly refusal?: EbpfRefusal} => {
		const run = pod?.containers.find(({name, state}) => name === 'calico-node' && state === 'running');
		const isServed =
			containers.some(({name, state}) => name === 'kube-proxy' && state === 'running') ||
			// Felix makes this device for eBPF only, and removes it otherwise.
			links.some(({name}) => name === 'bpfin.cali');
		const log = logEndsOf(pod, replies).find(
			({container, attempt}) => container === run?.name && attempt === run.attempt,
		);
		if (isServed || log === undefined) {
			return {};
		}
		const last = log.lines.findLast(({message}) => turnedOff.test(message) || started.test(message));
		if (last === undefined && log.isCut) {
			throw new Unavailable('too-large', `${log.path}: its last 32 KiB do not go back to the start of Felix`);
		}
		return last !== undefined && turnedOff.test(last.message)
			? {refusal: {path: log.path, line: last.message.slice(0, 400)}}
			: {};
	},
});
