import {jsonFrom} from './json-text.ts';
import {isObject, numberIfAt, present, textIfAt} from './json-value.ts';
import {macAddressIn} from './mac-address.ts';

/** Where a node's flannel can be reached in one family. */
export interface FlannelEndpoint {
	readonly vni?: number;
	readonly vtepMac?: string;
	/** WireGuard: public key and port of the node. */
	readonly publicKey?: string;
	readonly port?: number;
	/** The address that peers send to. */
	readonly publicIp?: string;
	/** A user's order what to announce as public IP. */
	readonly publicIpOverwrite?: string;
	/** A user's order which address, and so which interface, to use. */
	readonly nodePublicIp?: string;
}

/** What flannel on a node announces to its peers. */
export interface FlannelAnnouncement {
	readonly backendType?: string;
	readonly isKubeSubnetManager: boolean;
	readonly ipv4?: FlannelEndpoint;
	readonly ipv6?: FlannelEndpoint;
}

const prefix = 'flannel.alpha.coreos.com/';

const backendDataOf = (text: string | undefined) => {
	const data = text ? jsonFrom(text) : undefined;
	/* host-gw announces the four letters null. */
	return isObject(data)
		? {
				vni: numberIfAt(data, 'VNI'),
				vtepMac: macAddressIn(textIfAt(data, 'VtepMAC')),
				publicKey: textIfAt(data, 'PublicKey'),
				port: numberIfAt(data, 'Port'),
			}
		: {};
};

const endpointOf = (
	annotation: (key: string) => string | undefined,
	keys: {readonly data: string; readonly ip: string},
): FlannelEndpoint | undefined => {
	const endpoint: FlannelEndpoint = present({
		...backendDataOf(annotation(keys.data)),
		publicIp: annotation(keys.ip),
		publicIpOverwrite: annotation(`${keys.ip}-overwrite`),
		nodePublicIp: annotation(`node-${keys.ip}`),
	});
	return Object.keys(endpoint).length === 0 ? undefined : endpoint;
};

/** Reads the annotations of a Node; `undefined` when flannel has announced nothing there. */
export const flannelAnnouncementOf = (
	annotations: Readonly<Record<string, string>>,
): FlannelAnnouncement | undefined => {
	if (!Object.keys(annotations).some(key => key.startsWith(prefix))) {
		return undefined;
	}
	const annotation = (key: string): string | undefined => annotations[prefix + key] || undefined;
	return {
		...present({
			backendType: annotation('backend-type'),
			ipv4: endpointOf(annotation, {data: 'backend-data', ip: 'public-ip'}),
			ipv6: endpointOf(annotation, {data: 'backend-v6-data', ip: 'public-ipv6'}),
		}),
		isKubeSubnetManager: annotation('kube-subnet-manager') === 'true',
	};
};
