import {jsonFrom} from './json-text.ts';
import {isObject, numberIfAt, objectIfAt, objectOf, present, textIfAt} from './json-value.ts';

/** What the agent works with since it was started. */
export interface CiliumDaemon {
	/** Of the interfaces of pods. */
	readonly deviceMtu?: number;
	/** Of routes to other nodes: less by what the encapsulation takes. */
	readonly routeMtu?: number;
	/** kubernetes, cluster-pool, eni … */
	readonly ipamMode?: string;
	/** `https://localhost:6443`; absent where the agent takes the service address of the API. */
	readonly apiServer?: string;
	/** Options by the name of their field in the agent. */
	readonly options: Readonly<Record<string, string | number | boolean>>;
}

const isPlain = (value: unknown): value is string | number | boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** https://github.com/cilium/cilium/blob/main/api/v1/models/daemon_configuration_status.go */
export const parseCiliumDaemon = (text: string): CiliumDaemon => {
	const status = objectIfAt(objectOf(jsonFrom(text), 'the configuration'), 'status') ?? {};
	const options = isObject(status.daemonConfigurationMap) ? status.daemonConfigurationMap : {};
	return {
		options: Object.fromEntries(
			Object.entries(options).filter((entry): entry is [string, string | number | boolean] =>
				isPlain(entry[1]),
			),
		),
		...present({
			deviceMtu: numberIfAt(status, 'deviceMTU'),
			routeMtu: numberIfAt(status, 'routeMTU'),
			ipamMode: textIfAt(status, 'ipam-mode') || undefined,
			apiServer: textIfAt(status, 'k8s-endpoint') || undefined,
		}),
	};
};
