/* The outbox on this device's disk (IndexedDB), and other shelves like it; or in memory where the browser has none to give. */

const NAME = "mosty";
const SHELF = "outbox";

export async function openStore(factory = globalThis.indexedDB, name = NAME, shelf = SHELF) {
  try {
    return new DiskStore(await settled(prepared(factory.open(name, 1), shelf)), shelf);
  } catch {
    return new MemoryStore();
  }
}

class DiskStore {
  lasting = true;

  constructor(database, shelf) {
    this.database = database;
    this.shelf = shelf;
  }

  all() {
    return settled(this.database.transaction(this.shelf).objectStore(this.shelf).getAll());
  }

  put(item) {
    return this.#write((shelf) => shelf.put(item));
  }

  remove(id) {
    return this.#write((shelf) => shelf.delete(id));
  }

  // "strict": settled when it is on the disk, so that a power cut loses nothing that looks sent.
  #write(change) {
    const transaction = this.database.transaction(this.shelf, "readwrite", { durability: "strict" });
    change(transaction.objectStore(this.shelf));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

export class MemoryStore {
  /** Whether what is put here outlives the page. */
  lasting = false;

  #kept = new Map();

  async all() {
    return [...this.#kept.values()];
  }

  async put(item) {
    this.#kept.set(item.id, item);
  }

  async remove(id) {
    this.#kept.delete(id);
  }
}

function prepared(request, shelf) {
  request.onupgradeneeded = () => request.result.createObjectStore(shelf, { keyPath: "id" });
  return request;
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}
