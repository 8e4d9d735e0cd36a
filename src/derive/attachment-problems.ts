import type {CniConfig, CniPlugin} from '../parsers/cni-config.ts';
import {isObject, type JsonObject} from '../parsers/json-value.ts';
import {addressProblem} from './attachment-addresses.ts';

const versions = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'];
const nameForm = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Fields that these plugins take only as numbers. */
const numbers: Readonly<Record<string, readonly string[]>> = {
	macvlan: ['mtu', 'bcqueuelen'],
	ipvlan: ['mtu'],
	bridge: ['mtu', 'vlan'],
	vlan: ['mtu', 'vlanId'],
};
/** Fields that the plugin bridge takes only as true or false. */
const flags = [
	...['isGateway', 'isDefaultGateway', 'forceAddress', 'ipMasq', 'hairpinMode', 'promiscMode', 'macspoofchk'],
];
const modes: Readonly<Record<string, readonly string[]>> = {
	macvlan: ['bridge', 'private', 'vepa', 'passthru'],
	ipvlan: ['l2', 'l3', 'l3s'],
};
/** Plugins that change what one before them has made. */
const chained = ['tuning', 'bandwidth', 'portmap', 'sbr', 'vrf', 'firewall'];
/** Plugins whose result is only the interface where nobody gives an address, which CNI 0.2.0 has no words for. */
const plain = ['macvlan', 'ipvlan', 'bridge', 'vlan', 'host-device'];

const quote = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const vlanProblem = (raw: JsonObject, key: string): string | undefined => {
	const id = raw[key];
	return typeof id === 'number' && (id < 0 || id > 4094) ? `${key} ${id} is no VLAN (0 to 4094)` : undefined;
};

const deviceKeys = ['device', 'hwaddr', 'kernelpath', 'pciBusID', 'deviceID'];

const ofKind = ({type, raw}: CniPlugin, hasDevice: boolean): string | undefined => {
	switch (type) {
		case 'vlan':
			return raw.master ? vlanProblem(raw, 'vlanId') : 'vlan needs a master';
		case 'bridge':
			return raw.hairpinMode === true && raw.promiscMode === true
				? 'hairpinMode and promiscMode exclude each other'
				: vlanProblem(raw, 'vlan');
		case 'host-device':
			return hasDevice || deviceKeys.some(key => raw[key])
				? undefined
				: 'host-device needs device, hwaddr, kernelpath or pciBusID';
		default:
			return undefined;
	}
};

const pluginProblem = (plugin: CniPlugin, hasDevice: boolean): string | undefined => {
	const {type, raw} = plugin;
	const noNumber = (numbers[type] ?? []).find(
		key => raw[key] !== undefined && raw[key] !== null && typeof raw[key] !== 'number',
	);
	if (noNumber !== undefined) {
		return `${type} takes ${noNumber} as a number, got ${quote(raw[noNumber])}`;
	}
	const noFlag = flags.find(key => type === 'bridge' && typeof (raw[key] ?? true) !== 'boolean');
	if (noFlag !== undefined) {
		return `bridge takes ${noFlag} as true or false, got ${quote(raw[noFlag])}`;
	}
	const known = modes[type];
	if (known !== undefined && raw.mode && !known.includes(String(raw.mode))) {
		return `${type} has no mode ${quote(raw.mode)} (${known.join(', ')})`;
	}
	return ofKind(plugin, hasDevice) ?? addressProblem(plugin);
};

const versionProblem = ({cniVersion = '', plugins}: CniConfig): string | undefined => {
	if (cniVersion !== '' && !versions.includes(cniVersion)) {
		return `cniVersion ${quote(cniVersion)} is none (${versions.slice(2).join(', ')})`;
	}
	const [first] = plugins;
	const isOld = cniVersion === '' || cniVersion === '0.1.0' || cniVersion === '0.2.0';
	return isOld && first !== undefined && plain.includes(first.type) && first.ipamType === undefined
		? `without an address it needs cniVersion 0.3.0 or later, got ${quote(cniVersion)}`
		: undefined;
};

/** The plugin that this configuration begins with, where it only goes on with what another has made. */
export const unchainedPluginOf = ({plugins: [first]}: CniConfig): string | undefined =>
	first !== undefined && chained.includes(first.type) ? first.type : undefined;

/**
 * Why a plugin refuses this configuration on every node; undefined for one that can work. `hasDevice`: a device plugin
 * names the device. Measured with Multus 4.3.0 and the reference plugins.
 */
export const attachmentProblem = (config: CniConfig, hasDevice = false): string | undefined => {
	const {name = '', plugins} = config;
	if (!nameForm.test(name)) {
		return `name ${quote(name)} has characters that CNI does not allow`;
	}
	const unchained = unchainedPluginOf(config);
	if (unchained !== undefined) {
		return `${unchained} makes no interface: it must come after a plugin that does`;
	}
	return (
		versionProblem(config) ??
		plugins.map(plugin => pluginProblem(plugin, hasDevice)).find(problem => problem !== undefined)
	);
};

/** The interface of this node on which a plugin builds: named, or `default` for that of the default route. */
export const masterOf = ({type, raw}: CniPlugin): {readonly name: string} | 'default' | undefined => {
	if ((type !== 'macvlan' && type !== 'ipvlan' && type !== 'vlan') || raw.linkInContainer === true) {
		return undefined;
	}
	if (typeof raw.master === 'string' && raw.master !== '') {
		return {name: raw.master};
	}
	return type === 'vlan' ? undefined : 'default';
};

/** IPAM of the first plugin that has one. */
export const ipamOf = ({
	plugins,
}: CniConfig): {readonly type: string; readonly raw: JsonObject} | undefined => {
	const plugin = plugins.find(({ipamType}) => ipamType !== undefined);
	const raw = plugin?.raw.ipam;
	return plugin?.ipamType !== undefined && isObject(raw) ? {type: plugin.ipamType, raw} : undefined;
};
