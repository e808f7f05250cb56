package io.eligo.demodata;

import java.util.List;
import java.util.Locale;

/** Names: Kenyan towns, corners and seasons. They are invented, so that no real brand appears in a demo. */
final class DemoNames {
    private static final List<BusinessType> TRADES = List.of(BusinessType.values());
    private static final List<String> TOWNS = List.of(
            "Nairobi",
            "Mombasa",
            "Kisumu",
            "Nakuru",
            "Eldoret",
            "Thika",
            "Malindi",
            "Kitale",
            "Garissa",
            "Kakamega",
            "Nyeri",
            "Machakos",
            "Meru",
            "Lamu",
            "Naivasha",
            "Kericho",
            "Embu",
            "Kilifi",
            "Nanyuki",
            "Voi",
            "Isiolo",
            "Bungoma",
            "Busia",
            "Homa Bay",
            "Kisii",
            "Migori",
            "Narok",
            "Kajiado",
            "Kitui",
            "Wajir",
            "Marsabit",
            "Lodwar",
            "Maralal",
            "Watamu",
            "Diani",
            "Limuru",
            "Ruiru",
            "Kiambu",
            "Karatina",
            "Muranga",
            "Nyahururu",
            "Siaya",
            "Iten",
            "Kapsabet",
            "Bomet");
    private static final List<String> CORNERS = List.of(
            "Corner",
            "Lakeside",
            "Hilltop",
            "Riverside",
            "Old Town",
            "Sunrise",
            "Uptown",
            "Market",
            "Junction",
            "Garden",
            "Highland",
            "Harbour",
            "Acacia",
            "Jacaranda",
            "Baobab",
            "Palm",
            "Savannah",
            "Valley",
            "Bridge",
            "Station");
    private static final List<String> STREETS = List.of(
            "Market Street",
            "Harbour Road",
            "Station Road",
            "Hospital Road",
            "Stadium Road",
            "Temple Road",
            "Mosque Street",
            "Church Road",
            "School Lane",
            "Bus Park",
            "Town Square",
            "River Road",
            "Hill Street",
            "Ring Road",
            "Bazaar Street");
    private static final List<String> OPEN = List.of(
            "Open daily from 8 to 8",
            "Open until late",
            "Open from 6 in the morning",
            "Closed on Sundays",
            "Open on weekends too");
    private static final List<String> CASHBACKS = List.of(
            "Cashback on %s",
            "Money back on %s", "Weekend cashback: %s", "Save every day on %s", "Pay by till, save on %s");
    private static final List<String> EXCLUSIVES = List.of(
            "Two for one: %s",
            "Long rains special: %s",
            "Holiday season: %s",
            "Lunch hour deal: %s",
            "Members' price on %s",
            "Harvest week: %s",
            "Back to school: %s",
            "Anniversary treat: %s",
            "Early bird: %s");
    private static final List<String> PLATFORM_WIDE = List.of(
            "Pay by till week",
            "Jamhuri Day bonus",
            "Welcome to the neighbourhood",
            "Month-end surprise",
            "Shop local days");
    private static final List<String> REWARDS =
            List.of("Free %s", "Half price on %s", "A friend gets %s free", "First in line for %s");

    private DemoNames() {}

    static BusinessType trade(SeededRandom random) {
        return random.pick(TRADES);
    }

    static String town(SeededRandom random) {
        return random.pick(TOWNS);
    }

    static String business(SeededRandom random, BusinessType trade) {
        return String.format(Locale.ROOT, "%s %s %s", town(random), random.pick(CORNERS), random.pick(trade.names));
    }

    static String street(SeededRandom random) {
        return random.pick(STREETS);
    }

    static String openingHours(SeededRandom random) {
        return random.pick(OPEN);
    }

    static String cashback(SeededRandom random, BusinessType trade) {
        return String.format(Locale.ROOT, random.pick(CASHBACKS), random.pick(trade.goods));
    }

    static String exclusive(SeededRandom random, BusinessType trade) {
        return String.format(Locale.ROOT, random.pick(EXCLUSIVES), random.pick(trade.goods));
    }

    static String platformWide(SeededRandom random) {
        return String.format(Locale.ROOT, "%s, %s", random.pick(PLATFORM_WIDE), town(random));
    }

    static String reward(SeededRandom random, BusinessType trade) {
        return String.format(Locale.ROOT, random.pick(REWARDS), random.pick(trade.goods));
    }
}
