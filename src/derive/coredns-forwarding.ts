import type {HelmChartConfig} from '../parsers/helm-chart.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {userValuesOf} from './chart-values.ts';

/** Where CoreDNS sends questions that it cannot answer by itself. */
export interface CorednsForwarding {
	/** To the name servers that the kubelet gave its pod, those of the node. */
	readonly followsNode: boolean;
	/** To these, which the values name: addresses that are asked on port 53. */
	readonly servers: readonly string[];
}

/** What RKE2's chart does when nobody sets `servers`: `forward . /etc/resolv.conf`. */
const shipped: CorednsForwarding = {followsNode: true, servers: []};

const objectsIn = (value: unknown): readonly JsonObject[] =>
	Array.isArray(value) ? value.filter(isObject) : [];

/** A block without zones, or with `.` among them, on the port that the service leads to. */
const servesAll = ({zones, port}: JsonObject): boolean =>
	String(port ?? 53) === '53' &&
	(objectsIn(zones).length === 0 || objectsIn(zones).some(({zone}) => zone === '.'));

/**
 * The chart writes name and parameters one after the other, so that either may hold the words of a line:
 * https://github.com/coredns/helm/blob/master/charts/coredns/templates/configmap.yaml
 */
const wordsOf = ({name, parameters}: JsonObject): readonly string[] =>
	`${name ?? ''} ${parameters ?? ''}`.split(/\s+/).filter(word => word !== '');

/** `. 10.0.0.53 10.0.0.54:53 tls://9.9.9.9 /etc/resolv.conf`: https://coredns.io/plugins/forward */
const targetsOf = (plugin: JsonObject): readonly string[] => {
	const [name, , ...targets] = wordsOf(plugin);
	return name === 'forward' || name === 'proxy' ? targets : [];
};

const serverIn = (target: string): string | undefined =>
	/^(?:dns:\/\/)?(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)|([0-9A-Fa-f]*:[0-9A-Fa-f:.]*))(?::53)?$/
		.exec(target)
		?.slice(1)
		.find(address => address !== undefined);

/**
 * The plugins of all blocks that the values for rke2-coredns name; undefined where they name none, so that those of the
 * chart count, and where a file that the values do not show may bring further ones (extraConfig stands before all blocks).
 */
export const corednsPluginsOf = (configs: readonly HelmChartConfig[]): readonly string[] | undefined => {
	const values = userValuesOf(configs, 'rke2-coredns');
	const names = objectsIn(values?.servers)
		.flatMap(({plugins}) => objectsIn(plugins))
		.flatMap(plugin => wordsOf(plugin)[0] ?? []);
	const isAllShown = !names.includes('import') && !isObject(values?.extraConfig);
	return names.length > 0 && isAllShown ? [...new Set(names)] : undefined;
};

/**
 * What the values for rke2-coredns make of it; undefined where they cannot be read.
 * https://github.com/coredns/helm/blob/master/charts/coredns/values.yaml (servers)
 */
export const corednsForwardingOf = (configs: readonly HelmChartConfig[]): CorednsForwarding | undefined => {
	const values = userValuesOf(configs, 'rke2-coredns');
	if (values === undefined) {
		return undefined;
	}
	if (!Array.isArray(values.servers)) {
		return shipped;
	}
	const targets = objectsIn(values.servers)
		.filter(servesAll)
		.flatMap(({plugins}) => objectsIn(plugins).flatMap(targetsOf));
	return {
		followsNode: targets.includes('/etc/resolv.conf'),
		servers: targets.flatMap(target => serverIn(target) ?? []),
	};
};
