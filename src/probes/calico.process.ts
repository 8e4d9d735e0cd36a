import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseEnviron, type Variables} from '../parsers/environ.ts';
import {present} from '../parsers/json-value.ts';
import type {Process} from '../parsers/pgrep.ts';
import {processList} from './process.list.ts';

export interface CalicoProcess extends Process {
	/** `CALICO_NETWORKING_BACKEND`: bird, vxlan, none. */
	readonly networkingBackend?: string;
	/** `IP_AUTODETECTION_METHOD`: first-found, kubernetes-internal-ip, interface=eth.*, can-reach=…, cidr=… */
	readonly autodetection?: string;
	/** `KUBERNETES_SERVICE_HOST` and its port: where it looks for the Kubernetes API. */
	readonly api?: {readonly host: string; readonly port: number};
	/** Settings of Felix, which beat those that the API holds: `FELIX_BPFENABLED` → `true`. */
	readonly felix: Variables;
}

const isCalicoNode = ({commandLine}: Process): boolean => /(?:^|\/)calico-node(?: |$)/.test(commandLine);

/** Felix, or what else of calico-node runs: they share one environment. */
const calicoNode = (processes: readonly Process[]): Process | undefined =>
	processes.find(process => isCalicoNode(process) && process.commandLine.includes('-felix')) ??
	processes.find(isCalicoNode);

const apiOf = ({
	KUBERNETES_SERVICE_HOST: host,
	KUBERNETES_SERVICE_PORT: port,
}: Variables): CalicoProcess['api'] =>
	host !== undefined && host !== '' && port !== undefined && /^\d{1,5}$/.test(port)
		? {host, port: Number(port)}
		: undefined;

export const calicoProcess = defineProbe({
	id: 'calico.process',
	summary: 'the running calico-node and what its environment tells it; nothing when there is none',
	needs: {processes: processList},
	requests: ({processes}) => {
		const process = calicoNode(processes);
		return process === undefined ? [] : [file(`/proc/${process.pid}/environ`)];
	},
	parse: ([environ], {processes}): CalicoProcess | undefined => {
		const process = calicoNode(processes);
		const text = process && textIfFound(environ);
		// Ended between the two reads: as good as not running.
		if (process === undefined || text === undefined) {
			return undefined;
		}
		const variables = parseEnviron(text);
		return {
			...process,
			...present({
				networkingBackend: variables.CALICO_NETWORKING_BACKEND,
				autodetection: variables.IP_AUTODETECTION_METHOD,
				api: apiOf(variables),
			}),
			felix: Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith('FELIX_'))),
		};
	},
});
