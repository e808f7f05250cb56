package io.eligo.demodata;

import java.util.List;

/** Types of business: category, name suffixes and goods. */
enum BusinessType {
    GROCERIES(
            "Groceries",
            List.of("Grocers", "Fresh Market", "Mini Market", "Provisions"),
            List.of("fresh vegetables", "maize flour", "cooking oil", "fruit", "rice and beans")),
    BAKERY(
            "Bakery",
            List.of("Bakers", "Bread House", "Cake Corner"),
            List.of("wholemeal bread", "mandazi", "birthday cakes", "buns")),
    DAIRY(
            "Dairy",
            List.of("Dairy", "Milk Bar", "Creamery"),
            List.of("fresh milk", "mala", "yoghurt", "farm cheese", "butter")),
    BUTCHERY("Butchery", List.of("Butchery", "Meat Point", "Choma Grill"), List.of("nyama choma", "goat ribs", "beef")),
    CAFE(
            "Café",
            List.of("Café", "Tea Room", "Coffee Bar", "Juice Bar"),
            List.of("Kenyan coffee", "masala chai", "fresh juice", "samosas")),
    RESTAURANT(
            "Restaurant",
            List.of("Kitchen", "Dishes", "Family Restaurant", "Swahili Table"),
            List.of("pilau", "tilapia", "chapati and beans", "lunch plates", "coconut curry")),
    PHARMACY(
            "Pharmacy",
            List.of("Pharmacy", "Chemist", "Wellness Pharmacy"),
            List.of("vitamins", "baby care", "first aid", "skin care")),
    BEAUTY(
            "Beauty",
            List.of("Salon", "Barbers", "Beauty Parlour", "Nail Studio"),
            List.of("braiding", "haircuts", "manicures", "facials")),
    FASHION(
            "Fashion",
            List.of("Tailors", "Kitenge Styles", "Boutique", "Shoe Store"),
            List.of("kitenge dresses", "school uniforms", "leather shoes", "shirts")),
    ELECTRONICS(
            "Electronics",
            List.of("Electronics", "Phone Care", "Solar Shop"),
            List.of("phone accessories", "solar lamps", "headphones", "repairs")),
    HARDWARE(
            "Hardware",
            List.of("Hardware", "Building Supplies", "Paint Store"),
            List.of("paint", "iron sheets", "cement", "hand tools")),
    FARM(
            "Farm supplies",
            List.of("Agrovet", "Seed Store", "Farm Supplies"),
            List.of("seeds", "poultry feed", "fertiliser", "irrigation kits")),
    BOOKS(
            "Books and stationery",
            List.of("Bookshop", "Stationers", "Print Shop"),
            List.of("school books", "exercise books", "printing", "art supplies")),
    FUEL(
            "Fuel and car care",
            List.of("Service Station", "Car Wash", "Tyre Centre"),
            List.of("fuel", "car wash", "tyres")),
    FITNESS("Sports", List.of("Gym", "Sports Shop", "Yoga Studio"), List.of("day passes", "running shoes", "classes")),
    TRAVEL(
            "Travel",
            List.of("Guest House", "Boat Trips", "Tours", "Camp"),
            List.of("weekend stays", "sunset trips", "day tours", "breakfast"));

    final String category;
    final List<String> names;
    final List<String> goods;

    BusinessType(String category, List<String> names, List<String> goods) {
        this.category = category;
        this.names = names;
        this.goods = goods;
    }
}
