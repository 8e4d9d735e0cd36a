export interface Feature {
	readonly isOn: boolean;
	/** The driver does not allow to change it. */
	readonly isFixed: boolean;
	/** What was asked for, where the device does otherwise. */
	readonly requested?: boolean;
	/** Name of the feature that this one is a part of. */
	readonly group?: string;
}

export interface DeviceFeatures {
	readonly link: string;
	/** By the name that `ethtool -K` takes too. */
	readonly features: Readonly<Record<string, Feature>>;
}

const header = /^Features for (.+):$/;
const line = /^(\t?)([\w-]+): (on|off)(?: \[(fixed|requested on|requested off|not requested)\])?$/;

/** `ethtool -k` in its text form, which is the same in every version. */
export const parseEthtoolFeatures = (text: string): DeviceFeatures => {
	const [first = '', ...lines] = text.trimEnd().split('\n');
	const link = header.exec(first)?.[1];
	if (link === undefined) {
		throw new Error(`expected "Features for <device>:", got ${JSON.stringify(first.slice(0, 60))}`);
	}
	const features = new Map<string, Feature>();
	let group: string | undefined;
	for (const entry of lines) {
		const [, indent, name, state, remark = ''] = line.exec(entry) ?? [];
		if (name === undefined) {
			throw new Error(`expected "<feature>: on|off", got ${JSON.stringify(entry.slice(0, 60))}`);
		}
		if (indent === '') {
			group = name;
		}
		features.set(name, {
			isOn: state === 'on',
			isFixed: remark === 'fixed',
			...(remark.startsWith('requested ') && {requested: remark === 'requested on'}),
			...(indent !== '' && group !== undefined && {group}),
		});
	}
	return {link, features: Object.fromEntries(features)};
};
