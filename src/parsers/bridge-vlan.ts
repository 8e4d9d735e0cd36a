import {jsonFrom} from './json-text.ts';
import {isObject, numberAt, numberIfAt, objectsAt, textAt, textsAt} from './json-value.ts';

export interface BridgeVlans {
	/** A port, or the bridge itself. */
	readonly link: string;
	/** What arrives without a tag belongs to it. */
	readonly untagged?: number;
	/** Which VLANs it lets pass, first and last of each range. */
	readonly ranges: readonly (readonly [number, number])[];
}

/** Reads `bridge -j vlan show`. iproute2 before 4.20 printed an object of another form, which is refused. */
export const parseBridgeVlans = (text: string): readonly BridgeVlans[] => {
	const entries = jsonFrom(text === '' ? '[]' : text);
	if (!Array.isArray(entries)) {
		throw new Error('expected a list of ports with their VLANs');
	}
	return entries.filter(isObject).map(entry => {
		const vlans = objectsAt(entry, 'vlans');
		const native = vlans.find(vlan => textsAt(vlan, 'flags').includes('PVID'));
		return {
			link: textAt(entry, 'ifname'),
			...(native !== undefined && {untagged: numberAt(native, 'vlan')}),
			ranges: vlans.map(vlan => {
				const first = numberAt(vlan, 'vlan');
				return [first, numberIfAt(vlan, 'vlanEnd') ?? first] as const;
			}),
		};
	});
};
